/*
 * test_io_lines.c - blocks of whole lines, for any size of block and any length of line
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "io/lines.h"
#include "io/readfile.h"

#include <sys/wait.h>

/* The file that lines are read from, one at a time. */
static struct nd_open_file source;

static void open_lines(struct nd_lines *lines, const char *path, uint64_t left) {
    struct nd_bytes bytes;
    source = (struct nd_open_file){.descriptor = open(path, O_RDONLY), .left = left};
    assert_true(source.descriptor >= 0);
    bytes = nd_file_bytes(&source);
    nd_lines_init(lines, &bytes);
}

static void close_lines(struct nd_lines *lines, struct nd_block *block) {
    nd_lines_free(lines);
    nd_buf_free(&block->bytes);
    close(source.descriptor);
}

/* Reads `text` from a file in blocks; writes each block as "<line>@<offset>:<bytes>;", a line
 * that was too long as "<line>!;". */
static void read_blocks(const char *text, size_t block_size, uint64_t limit, struct nd_buf *out) {
    struct nd_lines lines;
    struct nd_block block = {0};
    int error;
    put("f", text);
    open_lines(&lines, "f", UINT64_MAX);
    lines.block_size = block_size;
    lines.line_limit = limit;
    while (!lines.finished) {
        char head[64];
        assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
        assert_int_equal(error, 0);
        for (size_t i = 0; i < ND_READ_PADDING; i++)
            assert_int_equal(block.bytes.data[block.size + i], 0);
        if (block.too_long != 0) {
            assert_int_equal(block.size, 0);
            snprintf(head, sizeof head, "%d!;", (int)block.too_long);
            assert_int_equal(nd_buf_append_string(out, head), ND_OK);
        } else if (block.size != 0) {
            snprintf(head, sizeof head, "%d@%d:", (int)block.line, (int)block.offset);
            assert_int_equal(nd_buf_append_string(out, head), ND_OK);
            assert_int_equal(nd_buf_append(out, block.bytes.data, block.size), ND_OK);
            assert_int_equal(nd_buf_append_byte(out, ';'), ND_OK);
        }
    }
    assert_int_equal(nd_buf_append_byte(out, '\0'), ND_OK);
    close_lines(&lines, &block);
}

static void assert_blocks(const char *text, size_t block_size, uint64_t limit, const char *wanted) {
    struct nd_buf out = {0};
    read_blocks(text, block_size, limit, &out);
    assert_string_equal(out.data, wanted);
    nd_buf_free(&out);
}

static void blocks_hold_whole_lines(void **state) {
    (void)state;
    assert_blocks("", 8, 100, "");
    assert_blocks("\n", 8, 100, "1@0:\n;");
    assert_blocks("a", 8, 100, "1@0:a;");
    assert_blocks("ab\ncd\nef", 100, 100, "1@0:ab\ncd\n;3@6:ef;");
    assert_blocks("ab\ncd\nef\n", 3, 100, "1@0:ab\n;2@3:cd\n;3@6:ef\n;");
    assert_blocks("ab\ncd\nef\n", 4, 100, "1@0:ab\n;2@3:cd\n;3@6:ef\n;");
    assert_blocks("\n\n\nabcdefgh\ni", 2, 100, "1@0:\n\n;3@2:\n;4@3:abcdefgh\n;5@12:i;");
}

static void a_long_line_makes_its_block_grow(void **state) {
    (void)state;
    assert_blocks("a\nbcdefghijklmnopqrstuvwxyz\nc\n", 4, 100,
                  "1@0:a\n;2@2:bcdefghijklmnopqrstuvwxyz\nc\n;");
}

static void a_line_beyond_the_limit_is_skipped(void **state) {
    (void)state;
    assert_blocks("a\nbcdefghijklmnopqrstuvwxyz\nc\nd\n", 4, 8, "1@0:a\n;2!;3@28:c\nd\n;");
    assert_blocks("abcdefghijklmnopqrstuvwxyz", 4, 8, "1!;");
    assert_blocks("abcdefghijklmnopqrstuvwxyz\n", 4, 8, "1!;");
    assert_blocks("abcdefghijklmnop\nabcdefghijklmnop\nb", 4, 8, "1!;2!;3@34:b;");
}

static void what_is_read_with_the_end_of_a_skipped_line_is_not_lost(void **state) {
    (void)state;
    assert_blocks("abcdefghijklmnopqrs\nc\nd", 8, 8, "1!;2@20:c\nd;");
}

/* Reads `size` bytes, whose delimiter is to be found, in blocks of the size of one line. */
static void assert_detected(const char *bytes, size_t size, char delimiter, const char *wanted) {
    struct nd_lines lines;
    struct nd_block block = {0};
    struct nd_buf out = {0};
    int error;
    put_bytes("f", bytes, size);
    open_lines(&lines, "f", UINT64_MAX);
    lines.block_size = 3;
    assert_int_equal(nd_lines_detect(&lines, &error), ND_OK);
    assert_int_equal(error, 0);
    assert_int_equal(lines.delimiter, delimiter);
    while (!lines.finished) {
        assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
        for (size_t i = 0; i < block.size; i++)
            if (block.bytes.data[i] == '\0') block.bytes.data[i] = '|';
        assert_int_equal(nd_buf_append(&out, block.bytes.data, block.size), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    nd_buf_free(&out);
    close_lines(&lines, &block);
}

static void lines_end_with_nul_when_the_first_one_does(void **state) {
    (void)state;
    assert_detected("", 0, '\n', "");
    assert_detected("abcdefgh", 8, '\n', "abcdefgh");
    assert_detected("abcdefgh\ni\0j", 12, '\n', "abcdefgh\ni|j");
    assert_detected("abcdefgh\0i\nj\0k", 14, '\0', "abcdefgh|i\nj|k");
}

/* Lines of all lengths up to some blocks, against the same file in one block. */
static void any_block_size_gives_the_same_lines(void **state) {
    static char text[4096];
    size_t size = 0;
    (void)state;
    for (int i = 0; i < 60; i++) {
        for (int k = 0; k < i * 7 % 61; k++) text[size++] = (char)('a' + i % 26);
        text[size++] = '\n';
    }
    text[size] = '\0';
    for (size_t block_size = 1; block_size < 130; block_size++) {
        struct nd_buf out = {0}, bytes = {0};
        read_blocks(text, block_size, 1000, &out);
        for (const char *at = out.data; *at != '\0'; at++) { /* drop the heads */
            while (*at >= '0' && *at <= '9') at++;
            if (*at == '@' || *at == ':' || *at == ';') continue;
            assert_int_equal(nd_buf_append_byte(&bytes, *at), ND_OK);
        }
        assert_int_equal(bytes.size, size);
        assert_memory_equal(bytes.data, text, size);
        nd_buf_free(&out);
        nd_buf_free(&bytes);
    }
}

static void a_byte_order_mark_is_only_at_the_start(void **state) {
    struct nd_lines lines;
    struct nd_block block = {0};
    int error;
    (void)state;
    put("f", "\xef\xbb\xbf"
             "a\n\xef\xbb\xbf"
             "b\n");
    open_lines(&lines, "f", UINT64_MAX);
    lines.block_size = 5;
    assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
    assert_int_equal(block.begin, 3);
    assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
    assert_int_equal(block.begin, 0);
    close_lines(&lines, &block);
}

static void no_more_is_read_than_was_there_at_first(void **state) {
    struct nd_lines lines;
    struct nd_block block = {0};
    int error;
    (void)state;
    put("f", "ab\ncd\nef\n");
    open_lines(&lines, "f", 6);
    assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
    assert_int_equal(block.size, 6);
    assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
    assert_int_equal(block.size, 0);
    assert_true(lines.finished);
    close_lines(&lines, &block);
}

static void a_failed_read_ends_the_lines(void **state) {
    struct nd_lines lines;
    struct nd_block block = {0};
    int error;
    (void)state;
    open_lines(&lines, ".", UINT64_MAX);
    assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
    assert_int_equal(error, EISDIR);
    assert_int_equal(block.size, 0);
    assert_true(lines.finished);
    close_lines(&lines, &block);
}

static void a_read_that_would_block_waits(void **state) {
    struct nd_lines lines;
    struct nd_block block = {0};
    struct nd_bytes bytes;
    const pid_t parent = getpid();
    int ends[2], error;
    pid_t child;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        while (!sleeps(parent)) {}
        _exit(write(ends[1], "ab\n", 3) == 3 ? 0 : 1);
    }
    close(ends[1]);
    source = (struct nd_open_file){.descriptor = ends[0], .left = UINT64_MAX};
    bytes = nd_file_bytes(&source);
    nd_lines_init(&lines, &bytes);
    assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
    assert_int_equal(error, 0);
    assert_int_equal(block.size, 3);
    close_lines(&lines, &block);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(blocks_hold_whole_lines),
        scratch_test(a_long_line_makes_its_block_grow),
        scratch_test(a_line_beyond_the_limit_is_skipped),
        scratch_test(what_is_read_with_the_end_of_a_skipped_line_is_not_lost),
        scratch_test(lines_end_with_nul_when_the_first_one_does),
        scratch_test(any_block_size_gives_the_same_lines),
        scratch_test(a_byte_order_mark_is_only_at_the_start),
        scratch_test(no_more_is_read_than_was_there_at_first),
        scratch_test(a_failed_read_ends_the_lines),
        scratch_test(a_read_that_would_block_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
