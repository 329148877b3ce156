package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.junit.jupiter.api.Test;

class LentPiecesTest {
  private final LentPieces pieces = new LentPieces();

  @Test
  void vertx_makes_no_copy_of_what_is_lent() {
    ByteBuf content = read(LentPieces.LEAST_BYTES);

    Buffer piece = BufferInternal.safeBuffer(pieces.lend(content));

    content.setByte(7, 42);
    assertThat(piece.length()).isEqualTo(LentPieces.LEAST_BYTES);
    assertThat(piece.getByte(7)).isEqualTo((byte) 42);
    assertThat(pieces.take(piece)).isTrue();
    LentPieces.release(piece);
    assertThat(content.refCnt()).isZero();
  }

  @Test
  void memory_goes_back_when_the_last_reader_lets_go_of_it() {
    ByteBuf content = read(LentPieces.LEAST_BYTES);
    Buffer piece = BufferInternal.safeBuffer(pieces.lend(content));

    assertThat(pieces.take(piece)).isTrue();
    LentPieces.retain(piece);
    LentPieces.release(piece);

    assertThat(content.refCnt()).isOne();
    LentPieces.release(piece);
    assertThat(content.refCnt()).isZero();
  }

  @Test
  void what_was_not_handed_out_goes_back_when_the_connection_closes() {
    ByteBuf content = read(LentPieces.LEAST_BYTES);
    Buffer piece = BufferInternal.safeBuffer(pieces.lend(content));
    assertThat(pieces.count()).isOne();

    pieces.close();

    assertThat(content.refCnt()).isZero();
    assertThat(pieces.count()).isZero();
    assertThat(pieces.take(piece)).isFalse();
  }

  @Test
  void what_vertx_itself_let_go_of_is_not_released_twice() {
    ByteBuf content = read(LentPieces.LEAST_BYTES);
    pieces.lend(content).release();

    pieces.close();

    assertThat(content.refCnt()).isZero();
  }

  @Test
  void short_pieces_and_those_on_the_heap_are_left_to_vertx() {
    ByteBuf brief = read(LentPieces.LEAST_BYTES - 1);
    ByteBuf onHeap = Unpooled.wrappedBuffer(new byte[LentPieces.LEAST_BYTES]);

    assertThat(pieces.lend(brief)).isSameAs(brief);
    assertThat(pieces.lend(onHeap)).isSameAs(onHeap);
    assertThat(pieces.take(Buffer.buffer("copied"))).isTrue();
    brief.release();
  }

  @Test
  void nothing_is_lent_any_more_once_the_connection_is_closed() {
    pieces.close();
    ByteBuf late = read(LentPieces.LEAST_BYTES);

    assertThat(pieces.lend(late)).isSameAs(late);
    late.release();
  }

  @Test
  void a_copy_outlives_the_memory_it_was_made_of() {
    ByteBuf content = read(LentPieces.LEAST_BYTES);
    content.setByte(0, 7);
    Buffer piece = BufferInternal.safeBuffer(pieces.lend(content));
    assertThat(pieces.take(piece)).isTrue();

    Buffer lasting = LentPieces.lasting(piece);
    content.setByte(0, 8);
    LentPieces.release(piece);

    assertThat(lasting.getByte(0)).isEqualTo((byte) 7);
    assertThat(LentMemory.behind(lasting)).isNull();
  }

  private static ByteBuf read(int bytes) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeZero(bytes);
  }
}
