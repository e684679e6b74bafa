/*
 * test_io_files.c - operands, folders and lists become documents with the right names
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include <sys/socket.h>
#include <sys/un.h>

static const struct nd_input_options plain = {0};

/* ---- Folders --------------------------------------------------------------------------------- */

static void folders_are_walked_to_the_bottom(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_folder("news");
    put_folder("news/a");
    put_folder("news/a/b");
    put_folder("news/empty");
    put("news/z.txt", "1");
    put("news/a/y.txt", "2");
    put("news/a/b/x", "3");
    put("news/a.txt", "");
    add_path(input, "news");
    assert_documents(input, "news/a.txt=|detect|news/a.txt\n"
                            "news/a/b/x=3|detect|news/a/b/x\n"
                            "news/a/y.txt=2|detect|news/a/y.txt\n"
                            "news/z.txt=1|detect|news/z.txt\n");
    assert_int_equal(nd_input_counts(input)->files, 4);
    assert_int_equal(nd_input_counts(input)->bytes, 3);
    assert_int_equal(nd_input_counts(input)->documents, 4);
    close_input(input, &caught);
}

static void names_begin_as_the_operand_was_given(void **state) {
    static const char *const operands[][2] = {
        {"news", "news/a=x|detect|news/a\n"},
        {"news/", "news/a=x|detect|news/a\n"},
        {"news///", "news/a=x|detect|news/a\n"},
        {"./news", "./news/a=x|detect|./news/a\n"},
        {"news/../news", "news/../news/a=x|detect|news/../news/a\n"},
        {"news/a", "news/a=x|detect|news/a\n"},
        {".//news//a", ".//news//a=x|detect|.//news//a\n"},
        {".", "./news/a=x|detect|./news/a\n"},
    };
    (void)state;
    put_folder("news");
    put("news/a", "x");
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++) {
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        add_path(input, operands[i][0]);
        assert_documents(input, operands[i][1]);
        close_input(input, &caught);
    }
}

static void an_empty_folder_has_no_documents(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_folder("news");
    add_path(input, "news");
    assert_documents(input, "");
    close_input(input, &caught);
}

static void hidden_entries_are_skipped_unless_asked_for(void **state) {
    const struct nd_input_options all = {.hidden = true};
    struct caught caught;
    struct nd_input *input = open_input(&plain, &caught);
    (void)state;
    put_folder("news");
    put_folder("news/.git");
    put("news/.git/a", "1");
    put("news/.b", "2");
    put("news/c", "3");
    add_path(input, "news");
    assert_documents(input, "news/c=3|detect|news/c\n");
    assert_int_equal(nd_input_counts(input)->hidden, 2);
    close_input(input, &caught);

    input = open_input(&all, &caught);
    add_path(input, "news");
    assert_documents(input, "news/.b=2|detect|news/.b\nnews/.git/a=1|detect|news/.git/a\n"
                            "news/c=3|detect|news/c\n");
    assert_int_equal(nd_input_counts(input)->hidden, 0);
    close_input(input, &caught);

    input = open_input(&plain, &caught);
    add_path(input, "news/.git");
    add_path(input, "news/.b");
    assert_documents(input, "news/.b=2|detect|news/.b\nnews/.git/a=1|detect|news/.git/a\n");
    close_input(input, &caught);
}

/* By what it is, not by its name; given by itself it is a document. */
static void the_output_is_no_document_of_its_folder(void **state) {
    const struct nd_input_options options = {.output = "table"};
    struct caught caught;
    struct nd_input *input = open_input(&options, &caught);
    (void)state;
    put_folder("news");
    put("news/a", "1");
    put("news/b", "2");
    assert_int_equal(symlink("news/b", "table"), 0);
    add_path(input, "news");
    assert_documents(input, "news/a=1|detect|news/a\n");
    assert_int_equal(nd_input_counts(input)->output, 1);
    close_input(input, &caught);

    input = open_input(&options, &caught);
    add_path(input, "news/b");
    assert_documents(input, "news/b=2|detect|news/b\n");
    close_input(input, &caught);

    input = open_input(&(struct nd_input_options){.output = "missing"}, &caught);
    add_path(input, "news");
    assert_documents(input, "news/a=1|detect|news/a\nnews/b=2|detect|news/b\n");
    assert_int_equal(nd_input_counts(input)->output, 0);
    close_input(input, &caught);
}

static void links_are_followed_only_as_operands(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_folder("news");
    put_folder("other");
    put("other/a", "1");
    assert_int_equal(symlink("../other", "news/folder"), 0);
    assert_int_equal(symlink("../other/a", "news/file"), 0);
    assert_int_equal(symlink(".", "news/loop"), 0);
    assert_int_equal(symlink("gone", "news/dangling"), 0);
    assert_int_equal(symlink("other", "way"), 0);
    add_path(input, "news");
    add_path(input, "way/");
    assert_documents(input, "way/a=1|detect|way/a\n");
    assert_int_equal(nd_input_counts(input)->links, 4);
    close_input(input, &caught);
}

static void make_socket(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(descriptor >= 0);
    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(descriptor, (const struct sockaddr *)&address, sizeof address), 0);
    close(descriptor);
}

static void special_files_are_skipped_and_counted(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_folder("news");
    put("news/a", "1");
    assert_int_equal(mkfifo("news/fifo", 0666), 0);
    make_socket("news/socket");
    add_path(input, "news");
    assert_messages(&caught, "");
    assert_int_equal(nd_input_counts(input)->special, 2);
    add_path(input, "news/fifo");
    add_path(input, "news/socket");
    add_path(input, "/dev/null");
    assert_messages(&caught, "E 'news/fifo' is a pipe: read it as standard input (-)\n"
                             "E 'news/socket' is not a regular file\n"
                             "E '/dev/null' is not a regular file\n");
    assert_documents(input, "news/a=1|detect|news/a\n");
    assert_int_equal(nd_input_counts(input)->special, 5);
    assert_int_equal(nd_input_counts(input)->unreadable, 3);
    close_input(input, &caught);
}

/* ---- Trouble --------------------------------------------------------------------------------- */

static void what_is_not_there_is_named_and_counted(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a", "1");
    assert_int_equal(symlink("gone", "dangling"), 0);
    assert_int_equal(symlink("ring", "ring"), 0);
    add_path(input, "gone");
    add_path(input, "a/b");
    add_path(input, "a/");
    add_path(input, "dangling");
    add_path(input, "ring");
    add_path(input, "");
    add_path(input, "a");
    assert_messages(&caught, "E cannot open 'gone': No such file or directory\n"
                             "E cannot open 'a/b': Not a directory\n"
                             "E cannot open 'a/': Not a directory\n"
                             "E cannot open 'dangling': No such file or directory\n"
                             "E cannot open 'ring': Too many levels of symbolic links\n"
                             "E cannot open '': No such file or directory\n");
    assert_documents(input, "a=1|detect|a\n");
    assert_int_equal(nd_input_counts(input)->unreadable, 6);
    close_input(input, &caught);
}

static void files_that_vanish_or_change_their_kind_are_named(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a", "1");
    put("b", "2");
    put("c", "3");
    put("d", "4");
    add_path(input, ".");
    assert_int_equal(unlink("a"), 0);
    assert_int_equal(unlink("b"), 0);
    put_folder("b");
    assert_int_equal(unlink("c"), 0);
    assert_int_equal(mkfifo("c", 0666), 0);
    assert_documents(input, "./d=4|detect|./d\n");
    assert_messages(&caught, "E cannot read './a': No such file or directory\n"
                             "E cannot read './b': Is a directory\n"
                             "E './c' is not a regular file\n");
    assert_int_equal(nd_input_counts(input)->unreadable, 3);
    close_input(input, &caught);
}

static void what_may_not_be_read_is_named(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    if (geteuid() != 0) { /* nothing is closed to root */
        put("a", "1");
        put_folder("b");
        assert_int_equal(chmod("a", 0), 0);
        assert_int_equal(chmod("b", 0), 0);
        add_path(input, ".");
        assert_documents(input, "");
        assert_messages(&caught, "E cannot open './b': Permission denied\n"
                                 "E cannot read './a': Permission denied\n");
        assert_int_equal(chmod("b", 0700), 0);
    }
    close_input(input, &caught);
}

/* ---- Each file once -------------------------------------------------------------------------- */

static void a_file_met_again_keeps_its_smallest_name(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    char absolute[5000];
    (void)state;
    put_folder("news");
    put_folder("news/sub");
    put("news/sub/a", "1");
    put("news/b", "2");
    put("c", "3");
    assert_int_equal(symlink("news/b", "link"), 0);
    assert_int_equal(symlink("news/sub", "way"), 0);
    snprintf(absolute, sizeof absolute, "%s/c", scratch_path);
    add_path(input, "news");
    add_path(input, "news/sub/");
    add_path(input, "news/sub/a");
    add_path(input, "news");
    add_path(input, "link");
    add_path(input, "way");
    add_path(input, "./news//b");
    add_path(input, "c");
    add_path(input, "news/../c");
    add_path(input, absolute);
    assert_int_equal(absolute[0], '/');
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_input_counts(input)->repeated, 9);
    nd_input_free(input);
    assert_messages(&caught, "");
}

static void the_smallest_name_does_not_depend_on_the_order(void **state) {
    static const char *const orders[2][3] = {{"./a", "a", "x/../a"}, {"x/../a", "a", "./a"}};
    (void)state;
    put("a", "1");
    put_folder("x");
    for (size_t i = 0; i < 2; i++) {
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        for (size_t k = 0; k < 3; k++) add_path(input, orders[i][k]);
        assert_documents(input, "./a=1|detect|./a\n");
        assert_int_equal(nd_input_counts(input)->repeated, 2);
        close_input(input, &caught);
    }
}

static void a_file_met_as_old_is_old(void **state) {
    static const char *const orders[][4] = {{"new", "+old", "+new/both", "old/both"},
                                            {"+./new/both", "old/both", "+old", "new"},
                                            {"new", "+old/./both", "+old/b", "+new/both"}};
    (void)state;
    put_folder("new");
    put_folder("old");
    put("new/a", "1");
    put("new/both", "2");
    put("old/b", "3");
    put("old/both", "4");
    for (size_t i = 0; i < 3; i++) {
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        static struct taken taken;
        const struct nd_name *names;
        size_t count;
        for (size_t k = 0; k < 4; k++) {
            if (orders[i][k][0] == '+')
                assert_int_equal(nd_input_add_old(input, orders[i][k] + 1), ND_OK);
            else
                add_path(input, orders[i][k]);
        }
        assert_int_equal(nd_input_prepare(input), ND_OK);
        read_all(input, &taken);
        assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
        assert_int_equal(count, 4);
        for (uint32_t d = 0; d < count; d++)
            assert_int_equal(nd_input_is_old(input, d), strcmp(names[d].bytes, "new/a") != 0);
        taken_free(&taken);
        close_input(input, &caught);
    }
}

static void hard_links_are_files_of_their_own(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a", "1");
    assert_int_equal(link("a", "b"), 0);
    add_path(input, ".");
    assert_documents(input, "./a=1|detect|./a\n./b=1|detect|./b\n");
    assert_int_equal(nd_input_counts(input)->repeated, 0);
    close_input(input, &caught);
}

/* ---- Odd names ------------------------------------------------------------------------------- */

static void odd_names_survive(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_folder("-n");
    put("-n/\t", "1");
    put("-n/\n", "2");
    put("-n/\\", "3");
    put("-n/\xff\xc3", "4");
    put("-n/\xc3\xa9", "5");
    put("-n/-", "6");
    add_path(input, "-n");
    assert_documents(input, "-n/\t=1|detect|-n/\\x09\n"
                            "-n/\n=2|detect|-n/\\x0a\n"
                            "-n/-=6|detect|-n/-\n"
                            "-n/\\=3|detect|-n/\\\n"
                            "-n/\xc3\xa9=5|detect|-n/\xc3\xa9\n"
                            "-n/\xff\xc3=4|detect|-n/\\xff\\xc3\n");
    close_input(input, &caught);
}

/* Makes `levels` folders below each other with names of 200 bytes and a file at the bottom, and
 * says what the path of that is. */
static struct nd_buf make_deep(int levels) {
    char name[201];
    struct nd_buf path = {0};
    memset(name, 'd', 200);
    name[200] = '\0';
    put_folder("deep");
    assert_int_equal(chdir("deep"), 0);
    assert_int_equal(nd_buf_append_string(&path, "deep"), ND_OK);
    for (int i = 0; i < levels; i++) {
        put_folder(name);
        assert_int_equal(chdir(name), 0);
        assert_int_equal(nd_buf_append_byte(&path, '/'), ND_OK);
        assert_int_equal(nd_buf_append_string(&path, name), ND_OK);
    }
    put("f", "bottom");
    assert_int_equal(chdir(scratch_path), 0);
    assert_int_equal(nd_buf_append(&path, "/f", 3), ND_OK);
    return path;
}

static void paths_beyond_the_limit_of_the_system_are_read(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    struct nd_buf path = make_deep(60), wanted = {0};
    (void)state;
    assert_true(path.size > 8192);
    add_path(input, path.data);
    add_path(input, "deep");
    assert_int_equal(nd_buf_append(&wanted, path.data, path.size - 1), ND_OK);
    assert_int_equal(nd_buf_append_string(&wanted, "=bottom|detect|"), ND_OK);
    assert_int_equal(nd_buf_append(&wanted, path.data, path.size - 1), ND_OK);
    assert_int_equal(nd_buf_append(&wanted, "\n", 2), ND_OK);
    assert_int_equal(nd_input_counts(input)->unreadable, 0);
    assert_documents(input, wanted.data);
    nd_buf_free(&path);
    nd_buf_free(&wanted);
    close_input(input, &caught);
}

static void a_name_that_is_too_long_is_only_named(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    char *const name = malloc(10001);
    (void)state;
    assert_non_null(name);
    memset(name, 'x', 10000);
    name[10000] = '\0';
    add_path(input, name);
    free(name);
    assert_int_equal(nd_input_counts(input)->unreadable, 1);
    nd_input_free(input);
    nd_buf_free(&caught.text);
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static void lists_name_files_and_folders(void **state) {
    static const char with_nul[] = "a\0new\nline\0\0news/\0gone";
    struct caught caught;
    struct nd_input *input = open_input(&plain, &caught);
    (void)state;
    put_folder("news");
    put("news/b", "2");
    put("a", "1");
    put("new\nline", "3");
    put("list", "a\n\nnews\ngone\na");
    put_bytes("list0", with_nul, sizeof with_nul);
    assert_int_equal(nd_input_add_list(input, "list", '\n'), ND_OK);
    assert_messages(&caught, "E cannot open 'gone': No such file or directory\n");
    assert_documents(input, "a=1|detect|a\nnews/b=2|detect|news/b\n");
    assert_int_equal(nd_input_counts(input)->repeated, 1);
    close_input(input, &caught);

    input = open_input(&plain, &caught);
    assert_int_equal(nd_input_add_list(input, "list0", '\0'), ND_OK);
    assert_messages(&caught, "E cannot open 'gone': No such file or directory\n");
    assert_documents(input, "a=1|detect|a\nnew\nline=3|detect|new\\x0aline\n"
                            "news/b=2|detect|news/b\n");
    close_input(input, &caught);
}

static void a_list_that_cannot_be_read_is_fatal(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_bytes("list", "a\0b\0", 4);
    assert_int_equal(nd_input_add_list(input, "gone", '\n'), ND_ERR_PARAM);
    assert_int_equal(nd_input_add_list(input, ".", '\n'), ND_ERR_PARAM);
    assert_int_equal(nd_input_add_list(input, "list", '\n'), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot read the list 'gone': No such file or directory\n"
                             "E cannot read the list '.': Is a directory\n"
                             "E the list 'list' has NUL bytes: it is one for --files0-from\n");
    close_input(input, &caught);
}

static void an_empty_list_has_no_documents(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("list", "");
    assert_int_equal(nd_input_add_list(input, "list", '\n'), ND_OK);
    assert_documents(input, "");
    close_input(input, &caught);
}

/* ---- Standard input -------------------------------------------------------------------------- */

static void standard_input_is_one_document(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    const int saved = stdin_from_pipe("some\ntext", 9);
    (void)state;
    put("a", "1");
    add_path(input, "-");
    add_path(input, "a");
    add_path(input, "-");
    assert_documents(input, "-=some\ntext|detect|-\na=1|detect|a\n");
    assert_int_equal(nd_input_counts(input)->repeated, 1);
    stdin_restore(saved);
    close_input(input, &caught);
}

static void standard_input_is_a_list(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    const int saved = stdin_from_pipe("a\n./-\n", 6);
    (void)state;
    put("a", "1");
    put("-", "2");
    assert_int_equal(nd_input_add_list(input, "-", '\n'), ND_OK);
    assert_documents(input, "./-=2|detect|./-\na=1|detect|a\n");
    stdin_restore(saved);
    close_input(input, &caught);
}

static void standard_input_cannot_be_both(void **state) {
    static const char message[] = "E standard input is asked for twice\n";
    struct caught caught;
    struct nd_input *input = open_input(&plain, &caught);
    const int saved = stdin_from_pipe("-\n", 2);
    (void)state;
    assert_int_equal(nd_input_add_list(input, "-", '\n'), ND_ERR_PARAM); /* names itself */
    assert_messages(&caught, message);
    assert_int_equal(nd_input_add_list(input, "-", '\0'), ND_ERR_PARAM);
    assert_messages(&caught, message);
    close_input(input, &caught);
    input = open_input(&plain, &caught);
    add_path(input, "-");
    assert_int_equal(nd_input_add_list(input, "-", '\n'), ND_ERR_PARAM);
    assert_messages(&caught, message);
    stdin_restore(saved);
    close_input(input, &caught);
}

static void standard_input_that_is_closed_is_named(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    const int saved = dup(STDIN_FILENO), folder = open(".", O_RDONLY);
    (void)state;
    assert_true(dup2(folder, STDIN_FILENO) >= 0);
    close(folder);
    add_path(input, "-");
    assert_documents(input, "");
    assert_messages(&caught, "E cannot read standard input: Is a directory\n");
    stdin_restore(saved);
    close_input(input, &caught);
}

/* ---- Encodings ------------------------------------------------------------------------------- */

static void a_named_encoding_is_converted(void **state) {
    const struct nd_input_options options = {.encoding = "ISO-8859-1"};
    const struct nd_input_options unknown = {.encoding = "no-such"};
    const struct nd_input_options ascii = {.encoding = "ASCII"};
    struct caught caught;
    struct nd_input *input = open_input(&options, &caught);
    (void)state;
    put("a", "caf\xe9");
    add_path(input, "a");
    assert_documents(input, "a=caf\xc3\xa9|utf8|a\n");
    close_input(input, &caught);
    input = open_input(&ascii, &caught);
    add_path(input, "a");
    assert_documents(input, "a=caf\xef\xbf\xbd|utf8|a\n");
    assert_messages(&caught, "W 'a' has bytes that are invalid in the encoding given\n");
    close_input(input, &caught);
    catch_init(&caught);
    assert_int_equal(nd_input_new(&unknown, &caught.report, &input), ND_ERR_PARAM);
    assert_null(input);
    assert_messages(&caught,
                    "E unknown encoding 'no-such'; 'iconv -l' lists those that are known\n");
}

static nd_status refuse(void *context, const struct nd_document *document) {
    (void)context;
    (void)document;
    return ND_ERR_CANCELLED;
}

static void what_the_callback_returns_comes_back(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    struct nd_reader *reader;
    bool more;
    (void)state;
    put("a", "1");
    add_path(input, "a");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    assert_int_equal(nd_reader_next(reader, refuse, NULL, &more), ND_ERR_CANCELLED);
    nd_reader_free(reader);
    close_input(input, &caught);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(folders_are_walked_to_the_bottom),
        scratch_test(names_begin_as_the_operand_was_given),
        scratch_test(an_empty_folder_has_no_documents),
        scratch_test(hidden_entries_are_skipped_unless_asked_for),
        scratch_test(the_output_is_no_document_of_its_folder),
        scratch_test(links_are_followed_only_as_operands),
        scratch_test(special_files_are_skipped_and_counted),
        scratch_test(what_is_not_there_is_named_and_counted),
        scratch_test(files_that_vanish_or_change_their_kind_are_named),
        scratch_test(what_may_not_be_read_is_named),
        scratch_test(a_file_met_again_keeps_its_smallest_name),
        scratch_test(the_smallest_name_does_not_depend_on_the_order),
        scratch_test(a_file_met_as_old_is_old),
        scratch_test(hard_links_are_files_of_their_own),
        scratch_test(odd_names_survive),
        scratch_test(paths_beyond_the_limit_of_the_system_are_read),
        scratch_test(a_name_that_is_too_long_is_only_named),
        scratch_test(lists_name_files_and_folders),
        scratch_test(a_list_that_cannot_be_read_is_fatal),
        scratch_test(an_empty_list_has_no_documents),
        scratch_test(standard_input_is_one_document),
        scratch_test(standard_input_is_a_list),
        scratch_test(standard_input_cannot_be_both),
        scratch_test(standard_input_that_is_closed_is_named),
        scratch_test(a_named_encoding_is_converted),
        scratch_test(what_the_callback_returns_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
