/*
 * test_io_archives.c - members of tar and zip files are documents, whatever their names, and bad
 * ones are named
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_parallel.h"
#include "test_io_scratch.h"

#if ND_WITH_LIBARCHIVE
#include "pack.h"

#include "read/jsonl.h"
#include "read/unpack.h"

static const struct nd_input_options plain = {0};

/* ---- Making archives ------------------------------------------------------------------------- */

struct member {
    const char *name, *text;
};

static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_GNUTAR,
                              ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FORMAT_ZIP};
enum { FORMATS = sizeof formats / sizeof *formats };

static void put_buf(const char *path, struct nd_buf *bytes) {
    put_bytes(path, bytes->data, bytes->size);
    nd_buf_free(bytes);
}

static struct nd_buf pack_all(int format, int filter, const struct member *members, size_t count) {
    struct nd_buf out = {0};
    struct archive *const archive = pack_open(format, filter, &out);
    for (size_t i = 0; i < count; i++)
        pack_member(archive, members[i].name, members[i].text, strlen(members[i].text));
    pack_close(archive);
    return out;
}

static void put_archive(const char *path, int format, const struct member *members, size_t count) {
    struct nd_buf bytes = pack_all(format, ARCHIVE_FILTER_NONE, members, count);
    put_buf(path, &bytes);
}

/* Adds what is no file. */
static void pack_other(struct archive *archive, const char *name, unsigned type, const char *link) {
    struct archive_entry *const entry = archive_entry_new();
    archive_entry_copy_pathname(entry, name);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0755);
    if (type == AE_IFLNK) archive_entry_copy_symlink(entry, link);
    if (type == AE_IFREG) archive_entry_copy_hardlink(entry, link);
    assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
    archive_entry_free(entry);
}

static uint64_t size_of(const char *path) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return (uint64_t)info.st_size;
}

/* The documents of the file "a" must be `wanted`, and the messages these. */
static void assert_read(const struct nd_input_options *options, const char *wanted,
                        const char *messages) {
    struct caught caught;
    struct nd_input *const input = open_input(options, &caught);
    struct nd_input_progress progress;
    add_path(input, "a");
    assert_documents(input, wanted);
    nd_input_progress(input, &progress);
    assert_int_equal(progress.total, progress.done);
    if (messages[0] == '\0') assert_int_equal(progress.done, size_of("a")); /* as it is stored */
    assert_messages(&caught, messages);
    close_input(input, &caught);
}

/* As assert_read, with what libarchive says left out. */
static void assert_complained(const char *wanted, const char *complaints) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    add_path(input, "a");
    assert_documents(input, wanted);
    assert_complaints(&caught, complaints);
    close_input(input, &caught);
}

/* ---- Members --------------------------------------------------------------------------------- */

static const struct member two[] = {{"news/b.txt", "one ferry"}, {"a.txt", ""}};
static const char two_wanted[] =
    "a:a.txt=|detect|a:a.txt\na:news/b.txt=one ferry|detect|a:news/b.txt\n";

static void members_are_documents(void **state) {
    (void)state;
    for (size_t i = 0; i < FORMATS; i++) {
        put_archive("a", formats[i], two, 2);
        assert_read(&plain, two_wanted, "");
    }
}

static void an_archive_may_be_compressed(void **state) {
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ,
                                  ARCHIVE_FILTER_BZIP2};
    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct nd_buf bytes = pack_all(ARCHIVE_FORMAT_TAR_USTAR, filters[i], two, 2);
        put_buf("a", &bytes);
        assert_read(&plain, two_wanted, "");
    }
}

static void an_empty_archive_has_no_documents(void **state) {
    (void)state;
    put_archive("a", ARCHIVE_FORMAT_ZIP, NULL, 0);
    assert_read(&plain, "", "");
}

static void standard_input_may_be_an_archive(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * FORMATS; i++) {
        struct nd_buf bytes = pack_all(formats[i / 2], ARCHIVE_FILTER_NONE, two, 2);
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        int saved;
        put_bytes("a", bytes.data, bytes.size);
        saved = i % 2 == 0 ? stdin_from_file("a") : stdin_from_pipe(bytes.data, bytes.size);
        nd_buf_free(&bytes);
        add_path(input, "-");
        assert_documents(input,
                         "-:a.txt=|detect|-:a.txt\n-:news/b.txt=one ferry|detect|-:news/b.txt\n");
        stdin_restore(saved);
        close_input(input, &caught);
    }
}

/* Behind what another program has read of it. */
static void a_zip_file_may_begin_within_standard_input(void **state) {
    struct nd_buf bytes = pack_all(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, two, 2);
    struct nd_buf all = {0};
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    int saved;
    (void)state;
    assert_int_equal(nd_buf_append_string(&all, "header"), ND_OK);
    assert_int_equal(nd_buf_append(&all, bytes.data, bytes.size), ND_OK);
    put_buf("a", &all);
    saved = stdin_from_file("a");
    assert_int_equal(lseek(STDIN_FILENO, 6, SEEK_SET), 6);
    nd_buf_free(&bytes);
    add_path(input, "-");
    assert_documents(input,
                     "-:a.txt=|detect|-:a.txt\n-:news/b.txt=one ferry|detect|-:news/b.txt\n");
    stdin_restore(saved);
    close_input(input, &caught);
}

static void what_is_no_file_is_no_document(void **state) {
    struct nd_buf bytes = {0};
    struct archive *const archive =
        pack_open(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, &bytes);
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    pack_other(archive, "folder", AE_IFDIR, NULL);
    pack_other(archive, "fifo", AE_IFIFO, NULL);
    pack_other(archive, "link", AE_IFLNK, "x");
    pack_member(archive, "./x", "one", 3);
    pack_other(archive, "hard", AE_IFREG, "./x");
    pack_member(archive, ".hidden/y", "two", 3);
    pack_member(archive, "__MACOSX/._x", "three", 5);
    pack_member(archive, "../up/x", "four", 4);
    pack_close(archive);
    put_buf("a", &bytes);
    add_path(input, "a");
    assert_documents(input, "a:../up/x=four|detect|a:../up/x\na:./x=one|detect|a:./x\n");
    assert_messages(&caught, "W 'a:hard' is a hard link to another member, skipped\n");
    assert_int_equal(nd_input_counts(input)->links, 2);
    assert_int_equal(nd_input_counts(input)->special, 1);
    assert_int_equal(nd_input_counts(input)->hidden, 2);
    assert_int_equal(nd_input_counts(input)->files, 1);
    assert_int_equal(nd_input_counts(input)->unreadable, 0);
    close_input(input, &caught);
}

static void hidden_members_are_read_when_asked_for(void **state) {
    static const struct member members[] = {{".hidden/y", "two"}, {"...", "dots"}};
    const struct nd_input_options hidden = {.hidden = true};
    (void)state;
    put_archive("a", ARCHIVE_FORMAT_ZIP, members, 2);
    assert_read(&plain, "", "");
    assert_read(&hidden, "a:...=dots|detect|a:...\na:.hidden/y=two|detect|a:.hidden/y\n", "");
}

/* ---- Names ----------------------------------------------------------------------------------- */

static void names_are_taken_as_they_are(void **state) {
    static const struct member members[] = {
        {"../../up", "1"},    {"/etc/passwd", "2"}, {"a\nb\tc", "3"},
        {"n\xc3\xa9ws", "4"}, {"\x1b[31m", "5"},    {"x:y", "6"},
    };
    (void)state;
    for (size_t i = 0; i < FORMATS; i++) {
        put_archive("a", formats[i], members, sizeof members / sizeof *members);
        assert_read(&plain,
                    "a:\x1b[31m=5|detect|a:\\x1b[31m\n"
                    "a:../../up=1|detect|a:../../up\n"
                    "a:/etc/passwd=2|detect|a:/etc/passwd\n"
                    "a:a\nb\tc=3|detect|a:a\\x0ab\\x09c\n"
                    "a:n\xc3\xa9ws=4|detect|a:n\xc3\xa9ws\n"
                    "a:x:y=6|detect|a:x:y\n",
                    "");
    }
}

static void names_need_not_be_utf8(void **state) {
    static const struct member members[] = {{"caf\xe9", "1"}, {"\xff\xfe", "2"}};
    static const int raw[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_GNUTAR,
                              ARCHIVE_FORMAT_ZIP};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        put_archive("a", raw[i], members, 2);
        assert_read(&plain, "a:caf\xe9=1|detect|a:caf\\xe9\na:\xff\xfe=2|detect|a:\\xff\\xfe\n",
                    "");
    }
}

/* The flag of UTF-8 in a zip file with a name that is none: libarchive has no name to give. */
static void a_name_that_cannot_be_read_is_replaced_by_a_number(void **state) {
    static const struct member members[] = {{"caf\xe9", "1"}, {"b", "2"}};
    struct nd_buf bytes = pack_all(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members, 2);
    (void)state;
    for (size_t i = 0; i + 10 < bytes.size; i++) {
        if (memcmp(bytes.data + i, "PK\3\4", 4) == 0) bytes.data[i + 7] |= 8;
        if (memcmp(bytes.data + i, "PK\1\2", 4) == 0) bytes.data[i + 9] |= 8;
    }
    put_buf("a", &bytes);
    assert_read(&plain, "a:#1=1|detect|a:#1\na:b=2|detect|a:b\n", "");
}

static void a_name_that_is_repeated_gets_its_place(void **state) {
    static const struct member members[] = {{"x", "1"}, {"y", "2"}, {"x", "3"}};
    (void)state;
    put_archive("a", ARCHIVE_FORMAT_TAR_USTAR, members, 3);
    assert_read(&plain, "a:x:3=3|detect|a:x\na:x=1|detect|a:x\na:y=2|detect|a:y\n",
                "W a:3: repeated id 'a:x', named 'a:x:3'\n");
}

/* ---- Records inside -------------------------------------------------------------------------- */

static const struct member streams[] = {
    {"z.jsonl", "{\"id\":\"1\",\"text\":\"one\"}\n{\"text\":\"two\"}\n"},
    {"t.txt", "three"},
    {"y.ndjson", "\xef\xbb\xbf{\"id\":\"1\",\"text\":\"four\"}\nnonsense"},
};

static void records_inside_are_named_by_archive_member_and_line(void **state) {
    static const char wanted[] = "1:1=one|utf8|a:z.jsonl:1\n"
                                 "1=four|utf8|a:y.ndjson:1\n"
                                 "a:t.txt=three|detect|a:t.txt\n"
                                 "a:z.jsonl:2=two|utf8|a:z.jsonl:2\n";
    (void)state;
    if (!nd_jsonl_available()) skip();
    for (size_t i = 0; i < FORMATS; i++) {
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        put_archive("a", formats[i], streams, 3);
        add_path(input, "a");
        assert_documents(input, wanted);
        assert_int_equal(nd_input_counts(input)->bad_records, 1);
        assert_int_equal(nd_input_counts(input)->renamed, 2);
        nd_buf_free(&caught.text);
        nd_input_free(input);
    }
}

static void without_simdjson_they_are_named_and_left_out(void **state) {
    (void)state;
    if (nd_jsonl_available()) skip();
    put_archive("a", ARCHIVE_FORMAT_ZIP, streams, 2);
    assert_read(&plain, "a:t.txt=three|detect|a:t.txt\n",
                "E cannot read 'a:z.jsonl' as JSON Lines: this build is without simdjson\n");
}

static void members_are_written_as_names_and_their_records_as_lines(void **state) {
    const struct nd_input_options keep = {.keep = ND_KEEP_RECORDS};
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    (void)state;
    if (!nd_jsonl_available()) skip();
    put_archive("a", ARCHIVE_FORMAT_TAR_USTAR, streams, 2);
    put("b.jsonl", "{\"id\":5,\"text\":\"five\"}");
    add_path(input, "a");
    add_path(input, "b.jsonl");
    assert_again(input, &caught,
                 "{\"id\":\"1\",\"text\":\"one\"}\n{\"text\":\"two\"}\na:t.txt\n"
                 "{\"id\":5,\"text\":\"five\"}\n");
    nd_buf_free(&caught.text);
    nd_input_free(input);
}

/* Members, records in members and compressed texts are read once more as they were. */
static void members_are_read_again(void **state) {
    const struct nd_input_options keep = {.keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    struct taken *const first = calloc(1, sizeof *first), *const second = calloc(1, sizeof *second);
    struct nd_reader *reader;
    struct nd_buf packed = pack(ARCHIVE_FILTER_GZIP, "four", 4), all, again;
    (void)state;
    if (!nd_jsonl_available()) skip();
    put_archive("a", ARCHIVE_FORMAT_TAR_USTAR, streams, 2);
    put_buf("b.gz", &packed);
    add_path(input, "a");
    add_path(input, "b.gz");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, first);
    all = describe(input, first);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    for (size_t i = 0; i < first->count; i++)
        assert_int_equal(nd_reader_again(reader, (uint32_t)i, take_text, second), ND_OK);
    nd_reader_free(reader);
    again = describe(input, second);
    assert_string_equal(again.data, all.data);
    assert_non_null(strstr(all.data, "b.gz=four|"));
    nd_buf_free(&all);
    nd_buf_free(&again);
    taken_free(first);
    taken_free(second);
    free(first);
    free(second);
    assert_messages(&caught, "W a:z.jsonl:2: no id in field 'id', named 'a:z.jsonl:2'\n");
    nd_input_free(input);
}

/* ---- Several readers ------------------------------------------------------------------------- */

/* Archives of many small members and of records, and files; names say nothing. */
static void put_much(void) {
    put_folder("much");
    for (int i = 0; i < 6; i++) {
        struct nd_buf bytes = {0};
        struct archive *const archive = pack_open(
            formats[i % FORMATS], i < 3 ? ARCHIVE_FILTER_GZIP : ARCHIVE_FILTER_NONE, &bytes);
        char path[32];
        if (formats[i % FORMATS] == ARCHIVE_FORMAT_ZIP && i < 3) fail();
        for (int k = 0; k < 50; k++) {
            char name[64], text[64];
            snprintf(name, sizeof name, "%d/%d%s", k, i, k == 7 ? ".jsonl" : "");
            snprintf(text, sizeof text, k == 7 ? "{\"text\":\"%d\"}" : "%d", i * k);
            pack_member(archive, name, text, strlen(text));
        }
        pack_close(archive);
        snprintf(path, sizeof path, "much/%d", i);
        put_buf(path, &bytes);
    }
    for (int i = 0; i < 100; i++) {
        char path[32];
        snprintf(path, sizeof path, "much/f%d", i);
        put(path, path);
    }
}

static void any_number_of_readers_gives_the_same_documents(void **state) {
    struct nd_buf first = {0};
    (void)state;
    if (!nd_jsonl_available()) skip();
    put_much();
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        struct nd_buf result;
        add_path(input, "much");
        result = read_parallel(input, threads);
        assert_int_equal(nd_input_counts(input)->documents, 400);
        assert_int_equal(nd_input_counts(input)->files, 106);
        assert_int_equal(nd_input_counts(input)->renamed, 6);
        assert_int_equal(nd_buf_append(&result, caught.text.data, caught.text.size), ND_OK);
        if (threads == 1) {
            first = result;
        } else {
            assert_int_equal(result.size, first.size);
            assert_memory_equal(result.data, first.data, first.size);
            nd_buf_free(&result);
        }
        nd_buf_free(&caught.text);
        nd_input_free(input);
    }
    nd_buf_free(&first);
}

/* ---- Damages --------------------------------------------------------------------------------- */

static void encrypted_members_are_named(void **state) {
    struct nd_buf bytes = {0};
    struct archive *const archive = archive_write_new();
    struct caught caught;
    struct nd_input *input;
    (void)state;
    assert_int_equal(archive_write_set_format_zip(archive), ARCHIVE_OK);
    assert_int_equal(archive_write_set_options(archive, "zip:encryption=traditional"), ARCHIVE_OK);
    assert_int_equal(archive_write_set_passphrase(archive, "secret"), ARCHIVE_OK);
    assert_int_equal(archive_write_open(archive, &bytes, NULL, pack_write, NULL), ARCHIVE_OK);
    pack_member(archive, "x", "one", 3);
    pack_member(archive, "y", "two", 3);
    pack_close(archive);
    put_buf("a", &bytes);
    input = open_input(&plain, &caught);
    add_path(input, "a");
    assert_documents(input, "");
    assert_int_equal(nd_input_counts(input)->unreadable, 2);
    assert_messages(&caught, "E cannot read 'a:x': it is encrypted\n"
                             "E cannot read 'a:y': it is encrypted\n");
    close_input(input, &caught);
}

static void what_is_packed_inside_is_named_and_not_opened(void **state) {
    struct nd_buf inner = pack(ARCHIVE_FILTER_GZIP, "one", 3);
    (void)state;
    for (size_t i = 0; i < FORMATS; i++) {
        struct nd_buf bytes = {0};
        struct archive *const archive = pack_open(formats[i], ARCHIVE_FILTER_NONE, &bytes);
        pack_member(archive, "x.gz", inner.data, inner.size);
        if (nd_jsonl_available()) pack_member(archive, "x.jsonl.gz", inner.data, inner.size);
        pack_member(archive, "y", "two", 3);
        pack_close(archive);
        put_buf("a", &bytes);
        assert_read(&plain, "a:y=two|detect|a:y\n",
                    nd_jsonl_available()
                        ? "E cannot read 'a:x.gz': "
                          "a compressed file or archive inside another is not opened\n"
                          "E cannot read 'a:x.jsonl.gz': "
                          "a compressed file or archive inside another is not opened\n"
                        : "E cannot read 'a:x.gz': "
                          "a compressed file or archive inside another is not opened\n");
    }
    nd_buf_free(&inner);
}

static void a_compressed_zip_file_is_named_and_not_opened(void **state) {
    struct nd_buf zip = pack_all(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, two, 2);
    struct nd_buf bytes = pack(ARCHIVE_FILTER_GZIP, zip.data, zip.size);
    (void)state;
    nd_buf_free(&zip);
    put_buf("a", &bytes);
    assert_read(&plain, "",
                "E cannot read 'a': a compressed file or archive inside another is not opened\n");
}

static void a_truncated_archive_gives_what_is_whole(void **state) {
    static char text[3000];
    const struct member members[] = {{"x", "one"}, {"y", text}};
    struct nd_buf bytes;
    (void)state;
    memset(text, 'y', sizeof text - 1);
    bytes = pack_all(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, members, 2);
    put_bytes("a", bytes.data, 2000);
    assert_complained("a:x=one|detect|a:x\n", "E cannot read 'a:y': \n"
                                              "E what follows it in 'a' is lost\n");
    put_bytes("a", bytes.data, 1100);
    assert_complained("a:x=one|detect|a:x\n", "E cannot read 'a': \n");
    nd_buf_free(&bytes);
}

static void a_truncated_compression_is_told_from_the_archive_in_it(void **state) {
    static char text[300000];
    const struct member members[] = {{"x", "one"}, {"y", text}};
    struct nd_buf bytes;
    (void)state;
    for (size_t i = 0; i + 1 < sizeof text; i++) text[i] = (char)('a' + i * i % 23);
    bytes = pack_all(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, members, 2);
    bytes.size -= 20;
    put_buf("a", &bytes);
    assert_complained("a:x=one|detect|a:x\n", "E cannot read 'a:y': \n"
                                              "E what follows it in 'a' is lost\n");
}

/* Its checksum comes behind the last member, and behind the zeros that end the archive. */
static void a_damaged_compression_is_named_behind_the_archive(void **state) {
    struct nd_buf bytes = pack_all(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, two, 2);
    (void)state;
    bytes.data[bytes.size - 8] ^= 1;
    put_bytes("a", bytes.data, bytes.size);
    assert_read(&plain, two_wanted, "E cannot read 'a': incorrect data check\n");
    bytes.data[bytes.size - 8] ^= 1;
    assert_int_equal(nd_buf_append_byte(&bytes, 'x'), ND_OK);
    put_buf("a", &bytes);
    assert_complained(two_wanted, "E cannot read 'a': \n");
}

/* Members have headers of their own; the directory behind them is not needed. */
static void a_truncated_zip_file_gives_what_is_whole(void **state) {
    struct nd_buf bytes = pack_all(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, two, 2);
    size_t second = 4;
    (void)state;
    put_bytes("a", bytes.data, bytes.size - 30);
    assert_read(&plain, two_wanted, "");
    while (memcmp(bytes.data + second, "PK\3\4", 4) != 0) second++;
    put_bytes("a", bytes.data, second + 10);
    assert_complained("a:news/b.txt=one ferry|detect|a:news/b.txt\n", "E cannot read 'a': \n");
    put_bytes("a", bytes.data, second - 20);
    assert_complained("", "E cannot read 'a:news/b.txt': \nE what follows it in 'a' is lost\n");
    nd_buf_free(&bytes);
}

static void a_damaged_member_is_named_and_the_rest_read(void **state) {
    static const struct member members[] = {{"x", "one ferry"}, {"y", "two ferries"}};
    struct nd_buf bytes = {0};
    struct archive *const archive = archive_write_new();
    (void)state;
    assert_int_equal(archive_write_set_format_zip(archive), ARCHIVE_OK);
    assert_int_equal(archive_write_set_options(archive, "zip:compression=store"), ARCHIVE_OK);
    assert_int_equal(archive_write_open(archive, &bytes, NULL, pack_write, NULL), ARCHIVE_OK);
    for (size_t i = 0; i < 2; i++)
        pack_member(archive, members[i].name, members[i].text, strlen(members[i].text));
    pack_close(archive);
    for (size_t i = 0; i + 9 < bytes.size; i++) {
        if (memcmp(bytes.data + i, "one ferry", 9) == 0) bytes.data[i] = 'O';
    }
    put_buf("a", &bytes);
    assert_complained("a:y=two ferries|detect|a:y\n", "E cannot read 'a:x': \n");
}

static void a_member_whose_header_is_damaged_is_not_lost_in_silence(void **state) {
    static const struct member members[] = {{"x", "one"}, {"y", "two"}, {"z", "three"}};
    static const char *const left[] = {"", "a:x=one|detect|a:x\na:z=three|detect|a:z\n",
                                       "a:x=one|detect|a:x\na:y=two|detect|a:y\n"};
    struct nd_buf bytes = pack_all(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, members, 3);
    (void)state;
    for (size_t i = 1; i < 3; i++) {
        char *const time = bytes.data + 1024 * i + 136;
        time[0] ^= 1;
        put_bytes("a", bytes.data, bytes.size);
        assert_complained(left[i], "E cannot read 'a': \n");
        time[0] ^= 1;
    }
    nd_buf_free(&bytes);
}

static void a_bomb_inside_ends_the_archive(void **state) {
    const size_t size = ND_UNPACK_FREE + (UINT64_C(16) << 20);
    char *const zeros = calloc(1, size);
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct nd_buf bytes = {0};
        struct archive *const archive =
            i == 0 ? pack_open(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, &bytes)
                   : pack_open(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &bytes);
        pack_member(archive, "x", "one", 3);
        pack_member(archive, "y", zeros, size);
        pack_member(archive, "z", "three", 5);
        pack_close(archive);
        put_buf("a", &bytes);
        assert_read(&plain, "a:x=one|detect|a:x\n",
                    "E cannot read 'a:y': it unpacks to more than --unpack-limit allows\n"
                    "E what follows it in 'a' is lost\n");
    }
    free(zeros);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(members_are_documents),
        scratch_test(an_archive_may_be_compressed),
        scratch_test(an_empty_archive_has_no_documents),
        scratch_test(standard_input_may_be_an_archive),
        scratch_test(a_zip_file_may_begin_within_standard_input),
        scratch_test(what_is_no_file_is_no_document),
        scratch_test(hidden_members_are_read_when_asked_for),
        scratch_test(names_are_taken_as_they_are),
        scratch_test(names_need_not_be_utf8),
        scratch_test(a_name_that_cannot_be_read_is_replaced_by_a_number),
        scratch_test(a_name_that_is_repeated_gets_its_place),
        scratch_test(records_inside_are_named_by_archive_member_and_line),
        scratch_test(without_simdjson_they_are_named_and_left_out),
        scratch_test(members_are_written_as_names_and_their_records_as_lines),
        scratch_test(members_are_read_again),
        scratch_test(any_number_of_readers_gives_the_same_documents),
        scratch_test(encrypted_members_are_named),
        scratch_test(what_is_packed_inside_is_named_and_not_opened),
        scratch_test(a_compressed_zip_file_is_named_and_not_opened),
        scratch_test(a_truncated_archive_gives_what_is_whole),
        scratch_test(a_truncated_compression_is_told_from_the_archive_in_it),
        scratch_test(a_damaged_compression_is_named_behind_the_archive),
        scratch_test(a_truncated_zip_file_gives_what_is_whole),
        scratch_test(a_damaged_member_is_named_and_the_rest_read),
        scratch_test(a_member_whose_header_is_damaged_is_not_lost_in_silence),
        scratch_test(a_bomb_inside_ends_the_archive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void archives_are_named_and_left_out(void **state) {
    const struct nd_input_options plain = {0};
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a", "PK\3\4");
    put("b", "x");
    add_path(input, ".");
    assert_documents(input, "./b=x|detect|./b\n");
    assert_messages(&caught, "E cannot read './a': this build is without libarchive\n");
    close_input(input, &caught);
}

int main(void) {
    const struct CMUnitTest tests[] = {scratch_test(archives_are_named_and_left_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
