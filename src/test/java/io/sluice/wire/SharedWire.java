package io.sluice.wire;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the run's one {@link Wire} to the constructors of tests, and prints what the server logged
 * during a test that failed. The server is started by the first test that asks for it, and ends
 * with the run.
 */
final class SharedWire
    implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(SharedWire.class);
  private static final String LOG_START = "log-start";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Wire.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return wire(context);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    context.getStore(SPACE).put(LOG_START, wire(context).server().log().length());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      Integer from = context.getStore(SPACE).get(LOG_START, Integer.class);
      String log = wire(context).server().log();
      System.err.println("The server's log of " + context.getDisplayName() + ":");
      System.err.println(log.substring(from == null ? 0 : from));
    }
  }

  private static Wire wire(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SPACE)
        .computeIfAbsent("wire", name -> Wire.start("wire"), Wire.class);
  }
}
