package io.sluice.s3;

import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The type of a file that S3 did not write, by its extension. Kept here and not asked of the
 * machine, whose tables differ from node to node.
 */
public final class ContentTypes {
  private static final String DIRECTORY = "application/x-directory";

  /** A type and its extensions; those not listed are {@code binary/octet-stream}. */
  private static final String TABLE =
      """
      text/plain txt text log conf cfg ini md5 sha256
      text/html html htm
      text/css css
      text/csv csv
      text/tab-separated-values tsv
      text/markdown md markdown
      text/x-python py
      text/x-sh sh
      text/vtt vtt
      text/calendar ics
      text/javascript js mjs
      application/json json geojson ipynb
      application/x-ndjson jsonl ndjson
      application/xml xml xsd
      application/yaml yaml yml
      application/toml toml
      application/pdf pdf
      application/rtf rtf
      application/sql sql
      application/wasm wasm
      application/gzip gz tgz
      application/zip zip npz pt pth whl
      application/x-tar tar
      application/x-bzip2 bz2
      application/x-xz xz
      application/zstd zst
      application/x-7z-compressed 7z
      application/vnd.rar rar
      application/java-archive jar
      application/vnd.apache.parquet parquet
      application/vnd.apache.arrow.file arrow feather
      application/vnd.apache.avro avro
      application/vnd.apache.orc orc
      application/x-hdf5 h5 hdf5
      application/x-netcdf nc
      application/x-numpy npy
      application/x-pickle pkl pickle
      application/x-protobuf pb
      application/x-safetensors safetensors
      application/x-gguf gguf
      application/x-onnx onnx
      application/x-tfrecord tfrecord
      application/x-sqlite3 sqlite sqlite3
      application/msword doc
      application/vnd.ms-excel xls
      application/vnd.ms-powerpoint ppt
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/epub+zip epub
      application/dicom dcm
      image/png png
      image/jpeg jpg jpeg
      image/gif gif
      image/webp webp
      image/avif avif
      image/bmp bmp
      image/tiff tif tiff
      image/svg+xml svg
      image/vnd.microsoft.icon ico
      audio/mpeg mp3
      audio/wav wav
      audio/flac flac
      audio/ogg ogg oga opus
      audio/mp4 m4a
      audio/aac aac
      video/mp4 mp4 m4v
      video/webm webm
      video/quicktime mov
      video/x-matroska mkv
      video/x-msvideo avi
      video/mpeg mpeg mpg
      font/ttf ttf
      font/otf otf
      font/woff woff
      font/woff2 woff2
      """;

  private static final Map<String, String> BY_EXTENSION = byExtension();

  private ContentTypes() {}

  private static Map<String, String> byExtension() {
    Map<String, String> types = new HashMap<>();
    for (String line : TABLE.lines().toList()) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        types.put(words[i], words[0]);
      }
    }
    return Map.copyOf(types);
  }

  /** The type of the file with this key. */
  public static String of(ObjectKey key) {
    if (key.isDirectory()) {
      return DIRECTORY;
    }
    String name = key.name();
    int dot = name.lastIndexOf('.');
    // A dot in front makes a hidden file, not an extension.
    String extension = dot < 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.getOrDefault(extension, ObjectMetadata.DEFAULT_CONTENT_TYPE);
  }
}
