package io.sluice.cli;

/** A port can't be opened: it is taken, or the address is not this machine's. */
public final class PortFault extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A fault of one port.
   *
   * @param name what the port is for, such as "S3 port"
   * @param host address that it should have been bound to
   */
  public PortFault(String name, String host, int port, Throwable cause) {
    super("the " + name + " " + host + ":" + port + " can't be opened: " + reason(cause), cause);
  }

  /**
   * The system's words, without the name of the call that the native transport puts before them.
   */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.indexOf("): ") < 0 ? 0 : message.indexOf("): ") + 3);
  }
}
