/*
 * test_io_output.c - files appear whole or not at all, and failures are told once
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include <signal.h>
#include <sys/wait.h>

#include "io/escape.h"
#include "io/output.h"
#include "io/readfile.h"

static struct nd_output *open_output(const char *path, struct caught *caught) {
    struct nd_output *output;
    catch_init(caught);
    assert_int_equal(nd_output_open(path, &caught->report, &output), ND_OK);
    return output;
}

static void assert_content(const char *path, const char *wanted) {
    struct nd_buf buf = get(path);
    assert_int_equal(buf.size, strlen(wanted));
    assert_memory_equal(buf.data, wanted, buf.size);
    nd_buf_free(&buf);
}

/* Entries of the folder, without "." and "..". */
static int entries(const char *path) {
    DIR *const folder = opendir(path);
    int count = -2;
    assert_non_null(folder);
    while (readdir(folder) != NULL) count++;
    closedir(folder);
    return count;
}

static void a_file_appears_when_it_is_closed(void **state) {
    struct caught caught;
    struct nd_output *const output = open_output("out", &caught);
    (void)state;
    assert_int_equal(nd_output_write(output, "hello\n", 6), ND_OK);
    assert_int_equal(access("out", F_OK), -1);
    assert_in_range(entries("."), 0, 1); /* the temporary file, where it needs a name */
    assert_int_equal(nd_output_close(output), ND_OK);
    assert_content("out", "hello\n");
    assert_int_equal(entries("."), 1);
    assert_messages(&caught, "");
}

static void the_old_file_stays_until_then(void **state) {
    struct caught caught;
    struct nd_output *output;
    struct stat info;
    (void)state;
    put_folder("sub");
    put("sub/out", "old");
    assert_int_equal(chmod("sub/out", 0640), 0);
    output = open_output("sub/out", &caught);
    assert_int_equal(nd_output_write(output, "new", 3), ND_OK);
    assert_content("sub/out", "old");
    assert_int_equal(nd_output_close(output), ND_OK);
    assert_content("sub/out", "new");
    assert_int_equal(stat("sub/out", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0640);
    assert_int_equal(entries("sub"), 1);
    assert_messages(&caught, "");
}

static void a_new_file_has_the_mode_of_the_umask(void **state) {
    struct caught caught;
    struct stat info;
    const mode_t old = umask(027);
    (void)state;
    assert_int_equal(nd_output_close(open_output("out", &caught)), ND_OK);
    umask(old);
    assert_int_equal(stat("out", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0640);
    assert_messages(&caught, "");
}

static void a_discarded_file_leaves_nothing(void **state) {
    struct caught caught;
    struct nd_output *output;
    (void)state;
    put("out", "old");
    output = open_output("out", &caught);
    assert_int_equal(nd_output_write(output, "new", 3), ND_OK);
    nd_output_discard(output);
    nd_output_discard(NULL);
    assert_content("out", "old");
    assert_int_equal(entries("."), 1);
    assert_messages(&caught, "");
}

static void a_signal_handler_can_remove_the_file(void **state) {
    struct caught caught;
    struct nd_output *const output = open_output("out", &caught);
    (void)state;
    nd_output_unlink_pending();
    assert_int_equal(entries("."), 0);
    nd_output_discard(output);
    nd_output_unlink_pending();
    assert_messages(&caught, "");
}

static void links_stay_links(void **state) {
    struct caught caught;
    struct stat info;
    struct nd_output *output;
    (void)state;
    put_folder("sub");
    put("sub/out", "old");
    assert_int_equal(symlink("sub/out", "link"), 0);
    output = open_output("link", &caught);
    assert_int_equal(nd_output_write(output, "new", 3), ND_OK);
    assert_int_equal(nd_output_close(output), ND_OK);
    assert_content("sub/out", "new");
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_messages(&caught, "");
}

static void long_names_still_have_a_temporary_one(void **state) {
    char name[256];
    struct caught caught;
    struct nd_output *output;
    (void)state;
    memset(name, 'n', 255);
    name[255] = '\0';
    output = open_output(name, &caught);
    assert_int_equal(nd_output_write(output, "x", 1), ND_OK);
    assert_int_equal(nd_output_close(output), ND_OK);
    assert_content(name, "x");
    assert_messages(&caught, "");
}

static void what_cannot_be_created_is_reported(void **state) {
    struct caught caught;
    struct nd_output *output;
    (void)state;
    put_folder("folder");
    put("file", "");
    catch_init(&caught);
    assert_int_equal(nd_output_open("gone/out", &caught.report, &output), ND_ERR_PARAM);
    assert_null(output);
    assert_int_equal(nd_output_open("file/out", &caught.report, &output), ND_ERR_PARAM);
    assert_int_equal(nd_output_open("folder", &caught.report, &output), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot create 'gone/out': No such file or directory\n"
                             "E cannot create 'file/out': Not a directory\n"
                             "E cannot create 'folder': Is a directory\n");
}

static void a_full_disk_is_reported_once(void **state) {
    static const char much[300000];
    struct caught caught;
    struct nd_output *output;
    (void)state;
    if (access("/dev/full", W_OK) != 0) skip();
    output = open_output("/dev/full", &caught);
    assert_int_equal(nd_output_write(output, "x", 1), ND_OK); /* in the buffer still */
    assert_int_equal(nd_output_close(output), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot write '/dev/full': No space left on device\n");

    output = open_output("/dev/full", &caught);
    assert_int_equal(nd_output_write(output, much, sizeof much), ND_ERR_PARAM);
    assert_int_equal(nd_output_write(output, "x", 1), ND_ERR_PARAM);
    assert_false(nd_output_pipe_closed(output));
    assert_int_equal(nd_output_close(output), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot write '/dev/full': No space left on device\n");
}

static void what_is_no_file_is_written_in_place(void **state) {
    struct caught caught;
    struct nd_output *output;
    (void)state;
    output = open_output("/dev/null", &caught);
    assert_int_equal(nd_output_write(output, "x", 1), ND_OK);
    assert_int_equal(nd_output_close(output), ND_OK);
    assert_messages(&caught, "");
}

/* Standard output becomes `descriptor`, which is closed; returns the old one. */
static int replace_stdout(int descriptor) {
    int saved;
    fflush(stdout);
    saved = dup(STDOUT_FILENO);
    assert_true(saved >= 0);
    if (descriptor < 0) {
        close(STDOUT_FILENO);
    } else {
        assert_true(dup2(descriptor, STDOUT_FILENO) >= 0);
        close(descriptor);
    }
    return saved;
}

static void restore_stdout(int saved) {
    dup2(saved, STDOUT_FILENO);
    close(saved);
}

static void standard_output_stays_open(void **state) {
    struct caught caught;
    nd_status first, second;
    const int saved = replace_stdout(open("out", O_WRONLY | O_CREAT, 0666));
    struct nd_output *output;
    (void)state;
    catch_init(&caught);
    first = nd_output_open(NULL, &caught.report, &output);
    if (first == ND_OK) first = nd_output_write(output, "a", 1);
    if (first == ND_OK) first = nd_output_close(output);
    second = nd_output_open("-", &caught.report, &output);
    if (second == ND_OK) second = nd_output_write(output, "b", 1);
    if (second == ND_OK) second = nd_output_close(output);
    restore_stdout(saved);
    assert_int_equal(first, ND_OK);
    assert_int_equal(second, ND_OK);
    assert_content("out", "ab");
    assert_messages(&caught, "");
}

static void closed_standard_output_is_reported(void **state) {
    struct caught caught;
    const int saved = replace_stdout(-1);
    struct nd_output *output;
    nd_status empty, written;
    (void)state;
    catch_init(&caught);
    empty = nd_output_open(NULL, &caught.report, &output);
    if (empty == ND_OK) empty = nd_output_close(output);
    written = nd_output_open(NULL, &caught.report, &output);
    if (written == ND_OK) written = nd_output_write(output, "a", 1);
    if (written == ND_OK) written = nd_output_close(output);
    restore_stdout(saved);
    assert_int_equal(empty, ND_ERR_PARAM);
    assert_int_equal(written, ND_ERR_PARAM);
    assert_messages(&caught, "E cannot write standard output: Bad file descriptor\n"
                             "E cannot write standard output: Bad file descriptor\n");
}

static void a_closed_pipe_is_quiet(void **state) {
    static const char much[300000];
    struct caught caught;
    struct nd_output *output;
    nd_status status;
    bool closed;
    int ends[2], saved;
    void (*const old)(int) = signal(SIGPIPE, SIG_IGN);
    (void)state;
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    saved = replace_stdout(ends[1]);
    catch_init(&caught);
    status = nd_output_open(NULL, &caught.report, &output);
    if (status == ND_OK) status = nd_output_write(output, much, sizeof much);
    closed = output != NULL && nd_output_pipe_closed(output);
    nd_output_discard(output);
    restore_stdout(saved);
    signal(SIGPIPE, old);
    assert_int_equal(status, ND_ERR_PARAM);
    assert_true(closed);
    assert_messages(&caught, "");
}

/* Reads the pipe to its end, once the process waits: whether there were `size` bytes in it. */
static bool read_when_it_sleeps(int pipe, pid_t process, size_t size) {
    static char room[1 << 16];
    size_t sum = 0;
    ssize_t got;
    while (!sleeps(process)) {}
    while ((got = read(pipe, room, sizeof room)) > 0) sum += (size_t)got;
    return got == 0 && sum == size;
}

/* As when it is shared with a program that wants it so. */
static void a_pipe_that_would_block_is_waited_for(void **state) {
    static const char much[3000000];
    const pid_t parent = getpid();
    struct caught caught;
    struct nd_output *output;
    nd_status status;
    int ends[2], saved, end;
    pid_t child;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[1]);
        _exit(read_when_it_sleeps(ends[0], parent, sizeof much) ? 0 : 1);
    }
    close(ends[0]);
    saved = replace_stdout(ends[1]);
    catch_init(&caught);
    status = nd_output_open(NULL, &caught.report, &output);
    if (status == ND_OK) status = nd_output_write(output, much, sizeof much);
    if (status == ND_OK) status = nd_output_close(output);
    restore_stdout(saved);
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_int_equal(status, ND_OK);
    assert_int_equal(end, 0);
    assert_messages(&caught, "");
}

static void much_is_written_in_order(void **state) {
    struct caught caught;
    struct nd_output *const output = open_output("out", &caught);
    struct nd_buf buf;
    (void)state;
    for (uint32_t i = 0; i < 200000;
         i++) /* more than the buffer, in pieces that do not divide it */
        assert_int_equal(nd_output_write(output, &(const char[7]){(char)i, (char)(i >> 8)}, 7),
                         ND_OK);
    assert_int_equal(nd_output_close(output), ND_OK);
    buf = get("out");
    assert_int_equal(buf.size, 7 * 200000);
    for (uint32_t i = 0; i < 200000; i++) {
        assert_int_equal(buf.data[7 * i], (char)i);
        assert_int_equal(buf.data[7 * i + 1], (char)(i >> 8));
    }
    nd_buf_free(&buf);
    assert_messages(&caught, "");
}

/* ---- Escapes --------------------------------------------------------------------------------- */

static void assert_escapes(nd_status (*escape)(struct nd_buf *, const char *, size_t),
                           const char *name, size_t size, const char *wanted) {
    struct nd_buf buf = {0};
    assert_int_equal(escape(&buf, name, size), ND_OK);
    assert_int_equal(buf.size, strlen(wanted));
    if (buf.size != 0) assert_memory_equal(buf.data, wanted, buf.size);
    nd_buf_free(&buf);
}

static void table_fields_escape_four_bytes(void **state) {
    (void)state;
    assert_escapes(nd_tsv_escape, "", 0, "");
    assert_escapes(nd_tsv_escape, "plain", 5, "plain");
    assert_escapes(nd_tsv_escape, "\t\n\r\\", 4, "\\t\\n\\r\\\\");
    assert_escapes(nd_tsv_escape, "a\tb\\", 4, "a\\tb\\\\");
    assert_escapes(nd_tsv_escape, "\x01\x7f\xff\xc3\xa9", 5, "\x01\x7f\xff\xc3\xa9");
}

/* The same of a byte between others, wherever it stands in names of any length: they are looked at
 * in pieces of eight. */
static void assert_escapes_byte(nd_status (*escape)(struct nd_buf *, const char *, size_t),
                                char byte, const char *wanted) {
    static const char others[] = "xxxxxxxxxxxxxxxxxxxxxxx";
    for (int size = 1; size <= 24; size++) {
        for (int i = 0; i < size; i++) {
            char name[24], all[64];
            memset(name, 'x', sizeof name);
            name[i] = byte;
            (void)snprintf(all, sizeof all, "%.*s%s%.*s", i, others, wanted, size - 1 - i, others);
            assert_escapes(escape, name, (size_t)size, all);
        }
    }
}

static void any_byte_is_escaped_wherever_it_stands(void **state) {
    static const char special[] = "\t\n\r\\", *const escapes[] = {"\\t", "\\n", "\\r", "\\\\"};
    (void)state;
    for (unsigned byte = 1; byte < 256; byte++) {
        const char *const at = strchr(special, (int)byte);
        char itself[] = {(char)byte, '\0'}, hex[5];
        const bool printable = byte >= ' ' && byte <= '~';
        (void)snprintf(hex, sizeof hex, "\\x%02x", byte);
        assert_escapes_byte(nd_tsv_escape, (char)byte, at != NULL ? escapes[at - special] : itself);
        assert_escapes_byte(nd_message_escape, (char)byte, printable ? itself : hex);
    }
    assert_escapes_byte(nd_message_escape, '\0', "\\x00");
}

static void messages_escape_controls_and_broken_bytes(void **state) {
    (void)state;
    assert_escapes(nd_message_escape, "", 0, "");
    assert_escapes(nd_message_escape, "a\\b 'c'", 7, "a\\b 'c'");
    assert_escapes(nd_message_escape, "\x1b[2J\n\0\x7f", 7, "\\x1b[2J\\x0a\\x00\\x7f");
    assert_escapes(nd_message_escape, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9,
                   "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    assert_escapes(nd_message_escape, "\xc2\x80\xc2\x9f\xc2\xa0", 6,
                   "\\xc2\\x80\\xc2\\x9f\xc2\xa0");
    assert_escapes(nd_message_escape, "\xff\xc0\x80\xed\xa0\x80\xf4\x90", 8,
                   "\\xff\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90");
    assert_escapes(nd_message_escape, "a\xe2\x82", 3, "a\\xe2\\x82");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(a_file_appears_when_it_is_closed),
        scratch_test(the_old_file_stays_until_then),
        scratch_test(a_new_file_has_the_mode_of_the_umask),
        scratch_test(a_discarded_file_leaves_nothing),
        scratch_test(a_signal_handler_can_remove_the_file),
        scratch_test(links_stay_links),
        scratch_test(long_names_still_have_a_temporary_one),
        scratch_test(what_cannot_be_created_is_reported),
        scratch_test(a_full_disk_is_reported_once),
        scratch_test(what_is_no_file_is_written_in_place),
        scratch_test(standard_output_stays_open),
        scratch_test(closed_standard_output_is_reported),
        scratch_test(a_closed_pipe_is_quiet),
        scratch_test(a_pipe_that_would_block_is_waited_for),
        scratch_test(much_is_written_in_order),
        cmocka_unit_test(table_fields_escape_four_bytes),
        cmocka_unit_test(any_byte_is_escaped_wherever_it_stands),
        cmocka_unit_test(messages_escape_controls_and_broken_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
