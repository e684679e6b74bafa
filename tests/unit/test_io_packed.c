/*
 * test_io_packed.c - compressed texts and JSON Lines are read as if they were not, and damaged ones
 * are named
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "read/jsonl.h"
#include "read/source.h"
#include "read/unpack.h"

static const struct nd_input_options plain = {0};

static void versions_are_named(void **state) {
    (void)state;
    assert_non_null(nd_unpack_version());
    assert_true(nd_unpack_available() == (strcmp(nd_unpack_version(), "none") != 0));
}

static void text_is_never_taken_for_anything_else(void **state) {
    static const char *const texts[] = {
        "",        "\x1f",          "\x1f\x8b",   "(",           "BZh",      "BZh9",
        "BZh91AY", "BZh99 ferries", "BZhX1AY&SY", "P*M",         "\3757zXZ", "7z",
        "Rar!",    "ustar",         "PK",         "PK and more", "#mtree",   "WARC/1.0 is a format",
    };
    char tar[600];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(nd_magic_of(texts[i], strlen(texts[i])), ND_MAGIC_NONE);
    memset(tar, 'a', sizeof tar);
    memcpy(tar + 257, "ustar", 5);
    assert_int_equal(nd_magic_of(tar, sizeof tar), ND_MAGIC_NONE);
}

/* Bytes that come one alone and then as many as are wanted, as from a slow pipe. */
struct drip {
    const char *bytes;
    size_t size, at;
};

static ssize_t drip_read(void *self, void *buffer, size_t size, int *error) {
    struct drip *const drip = self;
    const size_t left = drip->size - drip->at, most = drip->at == 0 ? 1 : left;
    (void)error;
    if (size > most) size = most;
    memcpy(buffer, drip->bytes + drip->at, size);
    drip->at += size;
    return (ssize_t)size;
}

static void what_was_looked_at_is_read_in_pieces_of_any_size(void **state) {
    static char text[150000], read[sizeof text + 1];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + i * i % 23);
    for (size_t piece = 512; piece <= sizeof read; piece = piece * 3 + 1) {
        struct drip drip = {text, sizeof text, 0};
        const struct nd_bytes from = {.self = &drip, .read = drip_read};
        struct nd_ahead ahead = {0};
        const struct nd_bytes bytes = nd_ahead_bytes(&ahead);
        nd_magic magic;
        size_t size = 0;
        ssize_t got;
        int error = 0;
        assert_int_equal(nd_ahead_look(&ahead, &from, &magic, &error), ND_OK);
        assert_int_equal(magic, ND_MAGIC_NONE);
        while ((got = bytes.read(bytes.self, read + size,
                                 piece < sizeof read - size ? piece : sizeof read - size, &error)) >
               0)
            size += (size_t)got;
        assert_int_equal(error, 0);
        assert_int_equal(size, sizeof text);
        assert_memory_equal(read, text, sizeof text);
        nd_ahead_free(&ahead);
    }
}

#if ND_WITH_LIBARCHIVE
#include "pack.h"

static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ,
                              ARCHIVE_FILTER_BZIP2};
enum { FILTERS = sizeof filters / sizeof *filters };

static void put_packed(const char *path, int filter, const char *text) {
    struct nd_buf packed = pack(filter, text, strlen(text));
    put_bytes(path, packed.data, packed.size);
    nd_buf_free(&packed);
}

/* Reads the path "." with the options; returns the input. */
static struct nd_input *read_here(const struct nd_input_options *options, struct caught *caught,
                                  const char *wanted) {
    struct nd_input *const input = open_input(options, caught);
    add_path(input, ".");
    assert_documents(input, wanted);
    return input;
}

static nd_status take_nothing(void *context, const struct nd_document *document) {
    (void)context;
    (void)document;
    return ND_OK;
}

/* Prepares the input and reads all of it, however many documents there are. */
static void drain(struct nd_input *input) {
    struct nd_reader *reader;
    bool more = true;
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    while (more) assert_int_equal(nd_reader_next(reader, take_nothing, NULL, &more), ND_OK);
    nd_reader_free(reader);
}

static void compressed_texts_are_read(void **state) {
    (void)state;
    for (size_t i = 0; i < FILTERS; i++) {
        struct caught caught;
        put_packed("a.txt", filters[i], "one ferry");
        put_packed("empty", filters[i], "");
        close_input(read_here(&plain, &caught,
                              "./a.txt=one ferry|detect|./a.txt\n./empty=|detect|./empty\n"),
                    &caught);
    }
}

static void parts_behind_each_other_are_one_text(void **state) {
    (void)state;
    for (size_t i = 0; i < FILTERS; i++) {
        struct caught caught;
        struct nd_buf one = pack(filters[i], "one ", 4), two = pack(filters[i], "ferry", 5);
        assert_int_equal(nd_buf_append(&one, two.data, two.size), ND_OK);
        put_bytes("a", one.data, one.size);
        nd_buf_free(&one);
        nd_buf_free(&two);
        close_input(read_here(&plain, &caught, "./a=one ferry|detect|./a\n"), &caught);
    }
}

static void an_encoding_is_that_of_the_unpacked_text(void **state) {
    const struct nd_input_options latin = {.encoding = "ISO-8859-1"};
    struct caught caught;
    (void)state;
    put_packed("a.gz", ARCHIVE_FILTER_GZIP, "caf\xe9");
    close_input(read_here(&latin, &caught, "./a.gz=caf\xc3\xa9|utf8|./a.gz\n"), &caught);
}

static void standard_input_may_be_compressed(void **state) {
    (void)state;
    for (size_t i = 0; i < FILTERS; i++) {
        struct nd_buf packed = pack(filters[i], "one ferry", 9);
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        const int saved = stdin_from_pipe(packed.data, packed.size);
        add_path(input, "-");
        assert_documents(input, "-=one ferry|detect|-\n");
        stdin_restore(saved);
        nd_buf_free(&packed);
        close_input(input, &caught);
    }
}

/* ---- JSON Lines ------------------------------------------------------------------------------ */

static const char records[] = "{\"id\":\"a\",\"text\":\"1\"} \r\n\n{\"text\":\"2\"}\n";

static void names_say_what_is_compressed_json_lines(void **state) {
    static const char *const names[] = {"a.jsonl.gz", "a.ndjson.zst", "a.jsonl.xz", "a.jsonl.bz2"};
    (void)state;
    if (!nd_jsonl_available()) skip();
    for (size_t i = 0; i < FILTERS; i++) {
        struct caught caught;
        struct nd_input *input;
        char wanted[200], warning[200];
        put_packed(names[i], filters[i], records);
        snprintf(wanted, sizeof wanted, "./%s:3=2|utf8|./%s:3\na=1|utf8|./%s:1\n", names[i],
                 names[i], names[i]);
        snprintf(warning, sizeof warning, "W ./%s:3: no id in field 'id', named './%s:3'\n",
                 names[i], names[i]);
        input = read_here(&plain, &caught, wanted);
        assert_messages(&caught, warning);
        close_input(input, &caught);
        assert_int_equal(unlink(names[i]), 0);
    }
}

static void records_are_written_as_they_were_before_compression(void **state) {
    const struct nd_input_options keep = {.jsonl = true, .keep = ND_KEEP_RECORDS};
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    (void)state;
    if (!nd_jsonl_available()) skip();
    put_packed("a", ARCHIVE_FILTER_ZSTD,
               "{\"id\":\"a\",\"text\":\"1\"} \r\n\n{\"id\":2,\"text\":\"2\"}");
    add_path(input, "a");
    assert_again(input, &caught, "{\"id\":\"a\",\"text\":\"1\"} \r\n{\"id\":2,\"text\":\"2\"}\n");
    close_input(input, &caught);
}

static void records_before_a_damage_are_read(void **state) {
    struct nd_buf lines = {0}, packed;
    struct caught caught;
    struct nd_input *input;
    (void)state;
    if (!nd_jsonl_available()) skip();
    for (int i = 0; i < 20000; i++) {
        char line[80];
        snprintf(line, sizeof line, "{\"id\":%d,\"text\":\"%x\"}\n", i, 2654435769u * (unsigned)i);
        assert_int_equal(nd_buf_append_string(&lines, line), ND_OK);
    }
    packed = pack(ARCHIVE_FILTER_GZIP, lines.data, lines.size);
    put_bytes("a.jsonl.gz", packed.data, packed.size / 2);
    input = open_input(&plain, &caught);
    add_path(input, "a.jsonl.gz");
    drain(input);
    assert_complaints(&caught, "E cannot read 'a.jsonl.gz': \n");
    assert_in_range(nd_input_counts(input)->documents, 5000, 15000);
    close_input(input, &caught);
    nd_buf_free(&lines);
    nd_buf_free(&packed);
}

/* ---- Damages --------------------------------------------------------------------------------- */

/* The file must be refused, for the reason if there is one, and the one beside it be read. */
static void assert_refused(const char *bytes, size_t size, const char *reason) {
    struct caught caught;
    struct nd_input *input;
    char message[200];
    put_bytes("a", bytes, size);
    put("b", "x");
    input = read_here(&plain, &caught, "./b=x|detect|./b\n");
    snprintf(message, sizeof message, "E cannot read './a': %s\n", reason != NULL ? reason : "");
    if (reason != NULL) {
        assert_messages(&caught, message);
    } else {
        assert_complaints(&caught, message);
    }
    assert_int_equal(nd_input_counts(input)->unreadable, 1);
    close_input(input, &caught);
}

static void truncated_files_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < FILTERS; i++) {
        struct nd_buf packed = pack(filters[i], "one ferry", 9);
        for (size_t cut = 1; cut + 10 < packed.size; cut++)
            assert_refused(packed.data, packed.size - cut, NULL);
        nd_buf_free(&packed);
    }
}

/* Puts bytes behind what is compressed. */
static struct nd_buf pack_before(int filter, const void *bytes, size_t size) {
    struct nd_buf packed = pack(filter, "one ferry", 9);
    assert_int_equal(nd_buf_append(&packed, bytes, size), ND_OK);
    return packed;
}

/* libarchive takes what does not begin like another part for the end of gzip and bzip2. */
static void a_part_that_is_cut_or_damaged_is_refused(void **state) {
    static const int ends[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct nd_buf part = pack(ends[i], " and two", 8);
        for (size_t size = 1; size < part.size; size++) {
            struct nd_buf packed = pack_before(ends[i], part.data, size);
            assert_refused(packed.data, packed.size, NULL);
            nd_buf_free(&packed);
        }
        part.data[0] ^= 1;
        for (size_t size = 1; size <= part.size; size += part.size - 1) {
            struct nd_buf packed = pack_before(ends[i], part.data, size);
            char reason[80];
            snprintf(reason, sizeof reason, "damaged or truncated at byte %zu",
                     packed.size - size + 1);
            assert_refused(packed.data, packed.size, reason);
            nd_buf_free(&packed);
        }
        nd_buf_free(&part);
    }
}

/* But in the header the time, a note and the system, and bits behind the end, before the checksum
 * and the length. */
static void each_byte_of_gzip_counts(void **state) {
    static const size_t header = 10, behind = 9;
    (void)state;
    for (int parts = 1; parts <= 2; parts++) {
        struct nd_buf packed = pack(ARCHIVE_FILTER_GZIP, "one ferry and one more ferry", 28);
        struct nd_buf more = pack(ARCHIVE_FILTER_GZIP, " and another", 12);
        const size_t first = packed.size;
        if (parts == 2) assert_int_equal(nd_buf_append(&packed, more.data, more.size), ND_OK);
        for (size_t i = 0; i < packed.size; i++) {
            const size_t at = i < first ? i : i - first;
            const size_t left = (i < first ? first : packed.size) - i;
            if (i < 3 || (at > 3 && at < header) || left == behind) continue;
            packed.data[i] ^= 0x20;
            assert_refused(packed.data, packed.size, NULL);
            packed.data[i] ^= 0x20;
        }
        nd_buf_free(&more);
        nd_buf_free(&packed);
    }
}

/* So one record of a crawl is lost, and not all behind it. */
static void parts_behind_a_damaged_one_are_read(void **state) {
    static const struct nd_input_options table = {.csv = true};
    static char blank[600 + 1], header[sizeof blank + 14];
    struct nd_buf packed, second = pack(ARCHIVE_FILTER_GZIP, "b,two\n", 6);
    struct nd_buf third = pack(ARCHIVE_FILTER_GZIP, "c,three\n", 8);
    struct nd_input *input;
    struct caught caught;
    size_t begin, end;
    (void)state;
    memset(blank, '\n', sizeof blank - 1);
    snprintf(header, sizeof header, "%sid,text\na,one\n", blank);
    packed = pack(ARCHIVE_FILTER_GZIP, header, sizeof header - 1);
    begin = packed.size + 10;
    end = packed.size + second.size - 1;
    assert_int_equal(nd_buf_append(&packed, second.data, second.size), ND_OK);
    assert_int_equal(nd_buf_append(&packed, "\x1f\x8b\x1f", 3), ND_OK);
    assert_int_equal(nd_buf_append(&packed, third.data, third.size), ND_OK);
    packed.data[end] ^= 1; /* of its length */
    put_bytes("a", packed.data, packed.size);
    input = read_here(&table, &caught,
                      "a=one|detect|./a:602\nb=two|detect|./a:603\nc=three|detect|./a:604\n");
    assert_messages(&caught, "E cannot read './a': incorrect length check\n");
    close_input(input, &caught);
    packed.data[begin] = 7; /* a kind of block that there is none of */
    put_bytes("a", packed.data, packed.size);
    input = read_here(&table, &caught, "a=one|detect|./a:602\nc=three|detect|./a:603\n");
    assert_messages(&caught, "E cannot read './a': invalid block type\n");
    close_input(input, &caught);
    nd_buf_free(&packed);
    nd_buf_free(&second);
    nd_buf_free(&third);
}

/* Tapes and disks pad with zeros; a letter behind 200,000 of them is in another buffer. */
static void zeros_behind_the_last_part_are_padding(void **state) {
    static const int ends[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2};
    static char zeros[200000];
    (void)state;
    put("b", "x");
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct nd_buf packed = pack_before(ends[i], zeros, sizeof zeros);
        struct caught caught;
        put_bytes("a", packed.data, packed.size);
        close_input(read_here(&plain, &caught, "./a=one ferry|detect|./a\n./b=x|detect|./b\n"),
                    &caught);
        assert_int_equal(nd_buf_append_byte(&packed, 'x'), ND_OK);
        assert_refused(packed.data, packed.size, NULL);
        nd_buf_free(&packed);
    }
}

/* Letters that hardly compress: more of them than are read at once. */
static void nothing_may_stand_behind_a_long_part_either(void **state) {
    static const int ends[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2};
    static char letters[400000];
    uint32_t number = 1;
    (void)state;
    for (size_t i = 0; i < sizeof letters; i++) {
        number = number * 1664525 + 1013904223;
        letters[i] = (char)(' ' + (number >> 24) % 64);
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct nd_buf packed = pack(ends[i], letters, sizeof letters);
        assert_true(packed.size > 200000);
        assert_int_equal(nd_buf_append_byte(&packed, 'x'), ND_OK);
        assert_refused(packed.data, packed.size, NULL);
        nd_buf_free(&packed);
    }
}

static void what_only_begins_as_compressed_is_refused(void **state) {
    (void)state;
    assert_refused("\x1f\x8b\x08", 3, "truncated gzip input");
    assert_refused("\x1f\x8b\x08\xff\0\0\0\0\0\0\0\0", 12, "unknown header flags set");
    assert_refused("\x28\xb5\x2f\xfd", 4, NULL);
}

static void what_is_compressed_twice_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < FILTERS; i++) {
        for (size_t k = 0; k < FILTERS; k++) {
            struct nd_buf once = pack(filters[i], "one ferry", 9);
            struct nd_buf twice = pack(filters[k], once.data, once.size);
            assert_refused(twice.data, twice.size,
                           "a compressed file or archive inside another is not opened");
            nd_buf_free(&once);
            nd_buf_free(&twice);
        }
    }
}

static void a_bomb_is_given_up_unless_it_is_asked_for(void **state) {
    const struct nd_input_options brave = {.unpack_ratio = 1000000};
    const size_t size = ND_UNPACK_FREE + 1;
    char *const zeros = calloc(1, size);
    struct nd_buf packed = pack(ARCHIVE_FILTER_GZIP, zeros, size);
    struct caught caught;
    struct nd_input *input;
    (void)state;
    assert_refused(packed.data, packed.size, "it unpacks to more than --unpack-limit allows");
    assert_int_equal(unlink("b"), 0);
    input = open_input(&brave, &caught);
    add_path(input, "a");
    drain(input);
    assert_int_equal(nd_input_counts(input)->documents, 1);
    close_input(input, &caught);
    nd_buf_free(&packed);
    free(zeros);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_named),
        cmocka_unit_test(text_is_never_taken_for_anything_else),
        cmocka_unit_test(what_was_looked_at_is_read_in_pieces_of_any_size),
        scratch_test(compressed_texts_are_read),
        scratch_test(parts_behind_each_other_are_one_text),
        scratch_test(an_encoding_is_that_of_the_unpacked_text),
        scratch_test(standard_input_may_be_compressed),
        scratch_test(names_say_what_is_compressed_json_lines),
        scratch_test(records_are_written_as_they_were_before_compression),
        scratch_test(records_before_a_damage_are_read),
        scratch_test(truncated_files_are_refused),
        scratch_test(a_part_that_is_cut_or_damaged_is_refused),
        scratch_test(each_byte_of_gzip_counts),
        scratch_test(parts_behind_a_damaged_one_are_read),
        scratch_test(zeros_behind_the_last_part_are_padding),
        scratch_test(nothing_may_stand_behind_a_long_part_either),
        scratch_test(what_only_begins_as_compressed_is_refused),
        scratch_test(what_is_compressed_twice_is_refused),
        scratch_test(a_bomb_is_given_up_unless_it_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else /* without libarchive */

static void compressed_files_are_named_and_left_out(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_bytes("a.gz", "\x1f\x8b\x08\0\0\0\0\0\0\0\0\0\0", 13);
    put("b", "x");
    add_path(input, ".");
    assert_documents(input, "./b=x|detect|./b\n");
    assert_messages(&caught, "E cannot read './a.gz': this build is without libarchive\n");
    assert_int_equal(nd_input_counts(input)->unreadable, 1);
    close_input(input, &caught);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_named),
        cmocka_unit_test(text_is_never_taken_for_anything_else),
        cmocka_unit_test(what_was_looked_at_is_read_in_pieces_of_any_size),
        scratch_test(compressed_files_are_named_and_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
