package io.sluice.files;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Binds functions of the C library. Every bound function takes, as its first argument, the place
 * where its errno is put; {@link #result} turns a failed call into {@code -errno}, as the kernel
 * itself answers.
 */
final class Native {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  private Native() {}

  /** A function that returns an int, as most calls do. */
  static MethodHandle intCall(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(INT, arguments), ERRNO);
  }

  /** A function that returns a long: a count of bytes. */
  static MethodHandle longCall(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(LONG, arguments), ERRNO);
  }

  /**
   * A function declared with {@code ...} in C: calling conventions differ there, so the linker must
   * know where the fixed arguments end.
   */
  static MethodHandle variadic(String name, int fixedArguments, FunctionDescriptor shape) {
    return bind(name, shape, ERRNO, Linker.Option.firstVariadicArg(fixedArguments));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    MemorySegment address =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
    return LINKER.downcallHandle(address, shape, options);
  }

  /** The answer of a call as the kernel gives it: what it returned, or {@code -errno}. */
  static int result(int returned, Scratch scratch) {
    return returned >= 0 ? returned : -scratch.errno();
  }

  /** The same for a count of bytes. */
  static long result(long returned, Scratch scratch) {
    return returned >= 0 ? returned : -scratch.errno();
  }

  /** One call of a bound function. */
  interface Call {
    /** Answers what the function returned, which has put its errno where it was told. */
    long make(MemorySegment errno) throws Throwable;
  }

  /** The answer of a call that is made again when a signal interrupts it. */
  static long uninterrupted(Call call) {
    Scratch scratch = Scratch.get();
    try {
      long result;
      do {
        result = result(call.make(scratch.errnoPlace), scratch);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Bound functions throw nothing: anything thrown is a fault of the binding itself. */
  static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("a call into the C library could not be made", cause);
  }
}
