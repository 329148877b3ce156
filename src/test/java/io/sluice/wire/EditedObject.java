package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A file that a pod edits, and what may be said of it at a moment. Contents count up from 0; each
 * edit is one call that changes content. One thread edits, any may ask.
 */
final class EditedObject {
  private final Path file;
  private final int mostBytes;
  private final boolean inPlace;
  private final List<byte[]> contents = new ArrayList<>();
  private final Map<String, Integer> tags = new HashMap<>();
  private int finished;

  /**
   * @param inPlace whether it is changed in place, too: of a long file the kernel sends pages that
   *     such an edit still reaches on their way
   */
  EditedObject(Path file, int mostBytes, boolean inPlace) throws IOException {
    this.file = file;
    this.mostBytes = mostBytes;
    this.inPlace = inPlace;
    byte[] first = content(0, mostBytes);
    contents.add(first);
    Files.write(file, first);
  }

  private static byte[] content(int number, int length) {
    String line = "content %08d of this file%n".formatted(number);
    return Arrays.copyOf(
        line.repeat(length / line.length() + 1).getBytes(StandardCharsets.US_ASCII), length);
  }

  void edit(RandomGenerator random) throws IOException {
    byte[] old = contents.getLast();
    FileTime time = Files.getLastModifiedTime(file);
    int kind = inPlace ? random.nextInt(4) : 3;
    if (kind < 2) {
      byte[] content = begin(content(contents.size(), old.length));
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
        open.write(content);
      }
    } else if (kind == 2 && old.length > mostBytes / 4) {
      int length = old.length - 1 - random.nextInt(old.length / 4);
      begin(Arrays.copyOf(old, length));
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(length);
      }
    } else {
      replace(random, time);
    }
    if (kind == 1) {
      Files.setLastModifiedTime(file, time);
    }
    finish();
  }

  private void replace(RandomGenerator random, FileTime time) throws IOException {
    byte[] content = content(contents.size(), mostBytes - random.nextInt(mostBytes / 4));
    Path other = file.resolveSibling("." + file.getFileName() + ".new");
    Files.write(other, content);
    Files.setLastModifiedTime(other, time);
    begin(content);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private synchronized byte[] begin(byte[] content) {
    contents.add(content);
    return content;
  }

  private synchronized void finish() {
    finished = contents.size() - 1;
  }

  /** The content that it has, or a later one if it is being edited. */
  synchronized int atLeast() {
    return finished;
  }

  /** A whole answer to a question that was asked when the content was at least this one. */
  synchronized void got(int atLeast, String tag, byte[] body) {
    int number = atLeast;
    while (number < contents.size() && !Arrays.equals(contents.get(number), body)) {
      number++;
    }
    assertThat(number)
        .as("%s: %d bytes that it had not, at %d or later", tag, body.length, atLeast)
        .isLessThan(contents.size());
    tags.merge(tag, number, Math::max);
    byte[] known = contents.get(tags.getOrDefault(tag, number));
    assertThat(body).as("%s means two contents", tag).isEqualTo(known);
    if (!tag.contains("-0")) {
      assertThat(tag).isEqualTo(Content.etag(body));
    }
  }

  /** What was said without a body. */
  synchronized void said(int atLeast, String tag, long length) {
    assertThat(tags.getOrDefault(tag, Integer.MAX_VALUE))
        .as("%s is of content %s, not of %d", tag, tags.get(tag), atLeast)
        .isGreaterThanOrEqualTo(atLeast);
    assertThat(contents.subList(atLeast, contents.size()))
        .as("%d bytes, at %d or later", length, atLeast)
        .anyMatch(content -> content.length == length);
  }

  /** The content is said to be still that which had this tag. */
  synchronized void unchanged(int atLeast, String tag) {
    assertThat(tags.getOrDefault(tag, -1))
        .as("304 for %s, at %d", tag, atLeast)
        .isGreaterThanOrEqualTo(atLeast);
  }
}
