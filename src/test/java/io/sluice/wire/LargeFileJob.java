package io.sluice.wire;

import java.nio.file.Path;

/** The script that carries one large file with boto3, in 50 MiB parts on 4 threads. */
record LargeFileJob(Tool python, Wire wire, String key, Path file) {
  private static final String PART_MEBIBYTES = "50";
  private static final String THREADS = "4";

  Tool.Said upload() {
    return python.run(arguments("upload"));
  }

  Tool.Started startUpload() {
    return python.start(arguments("upload"));
  }

  /** Streams the object and compares it with the file. */
  Tool.Said compare() {
    return python.run(arguments("download"));
  }

  static String script(String name) {
    return Path.of("src/test/resources/wire", name).toAbsolutePath().toString();
  }

  private String[] arguments(String action) {
    return new String[] {
      script("boto_large_file.py"),
      action,
      wire.endpoint().toString(),
      Wire.BUCKET,
      key,
      file.toString(),
      PART_MEBIBYTES,
      THREADS
    };
  }
}
