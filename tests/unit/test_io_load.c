/*
 * test_io_load.c - files are read whole: of any size, some at a time, whoever owns them
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include <sys/resource.h>

static const struct nd_input_options plain = {0};

static void assert_loads(struct nd_shelf *shelf, const char *path, const char *text, int wanted) {
    struct nd_buf buf = {0};
    nd_magic magic;
    int error;
    assert_int_equal(nd_file_load(path, shelf, &buf, &magic, &error), ND_OK);
    assert_int_equal(error, wanted);
    if (wanted == 0) assert_int_equal(buf.size, strlen(text));
    if (wanted == 0) assert_memory_equal(buf.data, text, buf.size);
    nd_buf_free(&buf);
}

static void a_shelf_changes_nothing_but_speed(void **state) {
    struct nd_shelf shelf = {0};
    (void)state;
    put_folder("a");
    put_folder("a/b");
    put("a/1", "a1");
    put("a/2", "a2");
    put("a/b/1", "ab1");
    put("1", "one");
    for (int round = 0; round < 3; round++) {
        assert_loads(&shelf, "a/1", "a1", 0);
        assert_loads(&shelf, "a/2", "a2", 0);
        assert_loads(&shelf, "a/3", "", ENOENT);
        assert_loads(&shelf, "a/b", "", EISDIR);
        assert_loads(&shelf, "a/b/1", "ab1", 0);
        assert_loads(&shelf, "a//b/1", "ab1", 0);
        if (round != 1) assert_loads(&shelf, "a/b/", "", EISDIR); /* nothing behind the slash */
        assert_loads(&shelf, "1", "one", 0);
        assert_loads(&shelf, "./1", "one", 0);
        assert_loads(&shelf, "none/1", "", ENOENT);
        assert_loads(&shelf, "none/1", "", ENOENT);
        assert_loads(&shelf, "a/2", "a2", 0);
    }
    nd_shelf_free(&shelf);
}

static void a_file_of_any_size_is_loaded(void **state) {
    static const size_t sizes[] = {0,     1,      4095,   65535,   65536,
                                   65537, 131072, 200000, 1 << 20, (1 << 20) + 1};
    char *const text = calloc((1 << 20) + 2, 1);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t at = 0; at < sizes[i]; at++) text[at] = (char)('a' + at % 23);
        put("f", text);
        assert_loads(NULL, "f", text, 0);
    }
    free(text);
}

/* Makes a file, and appends to `wanted` the document that it is. */
static void put_sized(const char *path, size_t size, struct nd_buf *wanted) {
    const size_t first = (unsigned char)path[2];
    char *const text = malloc(size + 1);
    assert_non_null(text);
    for (size_t at = 0; at < size; at++) text[at] = (char)('a' + (at + first) % 23);
    text[size] = '\0';
    put(path, text);
    assert_int_equal(nd_buf_append_string(wanted, path), ND_OK);
    assert_int_equal(nd_buf_append_byte(wanted, '='), ND_OK);
    assert_int_equal(nd_buf_append_string(wanted, text), ND_OK);
    assert_int_equal(nd_buf_append_string(wanted, "|detect|"), ND_OK);
    assert_int_equal(nd_buf_append_string(wanted, path), ND_OK);
    assert_int_equal(nd_buf_append_byte(wanted, '\n'), ND_OK);
    free(text);
}

static void files_of_any_size_lie_side_by_side(void **state) {
    static const size_t sizes[] = {10,      65536, 0,      200000,        100000,
                                   1 << 21, 3,     300000, (1 << 20) + 1, 65535};
    struct nd_buf wanted = {0};
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char path[] = {'.', '/', (char)('a' + i), '\0'};
        put_sized(path, sizes[i], &wanted);
    }
    put("bb", "gone before it is read");
    put("cc", "a folder by then");
    add_path(input, ".");
    assert_int_equal(unlink("bb"), 0);
    assert_int_equal(unlink("cc"), 0);
    put_folder("cc");
    assert_int_equal(nd_buf_append_byte(&wanted, '\0'), ND_OK);
    assert_documents(input, wanted.data);
    assert_messages(&caught, "E cannot read './bb': No such file or directory\n"
                             "E cannot read './cc': Is a directory\n");
    nd_buf_free(&wanted);
    close_input(input, &caught);
}

static void only_small_files_are_read_ahead(void **state) {
    static const size_t sizes[] = {0, 1, 63, 64, 65, 4096, 65535, 65536, 100000};
    struct nd_buf texts = {0}, wanted = {0};
    (void)state;
    put_folder("d");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes + 1; i++) {
        const bool is_folder = i == sizeof sizes / sizeof *sizes;
        const size_t at = texts.size, is = is_folder ? 0 : sizes[i];
        size_t size;
        int descriptor;
        if (!is_folder) put_sized("./f", is, &wanted);
        descriptor = nd_file_open_near(NULL, is_folder ? "./d" : "./f");
        assert_true(descriptor >= 0);
        assert_int_equal(nd_file_load_ready(descriptor, &texts, &size), ND_OK);
        assert_int_equal(close(descriptor), 0);
        assert_int_equal(size, is < 65536 ? is : 0);
        if (size == 0) assert_int_equal(texts.size, at);
        if (size != 0) {
            assert_int_equal(texts.size % ND_READ_PADDING, 0);
            assert_true(texts.size - at - size >= ND_READ_PADDING);
            assert_memory_equal(texts.data + at, wanted.data + 4, size);
        }
        for (size_t behind = at + size; behind < texts.size; behind++)
            assert_int_equal(texts.data[behind], 0);
        wanted.size = 0;
    }
    nd_buf_free(&texts);
    nd_buf_free(&wanted);
}

/* Where that is a disk, the system forgets what the files hold. */
static void what_has_to_come_from_a_disk_is_read(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    for (char name[] = "a"; name[0] <= 'f'; name[0]++) {
        int descriptor;
        put(name, name);
        descriptor = open(name, O_RDWR);
        assert_true(descriptor >= 0);
        assert_int_equal(fsync(descriptor), 0);
        if (name[0] != 'c') (void)posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        assert_int_equal(close(descriptor), 0);
    }
    add_path(input, ".");
    assert_documents(input, "./a=a|detect|./a\n./b=b|detect|./b\n./c=c|detect|./c\n"
                            "./d=d|detect|./d\n./e=e|detect|./e\n./f=f|detect|./f\n");
    assert_messages(&caught, "");
    close_input(input, &caught);
}

/* One for the folder and one for a file are enough. */
static void descriptors_may_be_few(void **state) {
    for (unsigned few = 2; few < 7; few++) {
        struct rlimit limit, less;
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        const int lowest = dup(STDIN_FILENO);
        (void)state;
        if (few == 2) put_folder("news");
        for (char name[] = "news/a"; few == 2 && name[5] <= 'i'; name[5]++) put(name, "x");
        add_path(input, "news");
        assert_true(lowest >= 0);
        assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
        less = limit;
        less.rlim_cur = (rlim_t)lowest + few;
        assert_int_equal(close(lowest), 0);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &less), 0);
        assert_documents(input, "news/a=x|detect|news/a\nnews/b=x|detect|news/b\n"
                                "news/c=x|detect|news/c\nnews/d=x|detect|news/d\n"
                                "news/e=x|detect|news/e\nnews/f=x|detect|news/f\n"
                                "news/g=x|detect|news/g\nnews/h=x|detect|news/h\n"
                                "news/i=x|detect|news/i\n");
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        assert_messages(&caught, "");
        close_input(input, &caught);
    }
}

/* Only root can make files that belong to others, and become somebody else. */
static void files_of_others_are_read(void **state) {
    struct nd_shelf shelf = {0};
    (void)state;
    if (geteuid() != 0) return;
    put("1", "one");
    put("2", "two");
    put("3", "three");
    assert_int_equal(chown("1", 65534, 65534), 0);
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(seteuid(65534), 0);
    assert_loads(&shelf, "./1", "one", 0);
    assert_loads(&shelf, "./2", "two", 0);
    assert_loads(&shelf, "./3", "three", 0);
    assert_loads(&shelf, "./1", "one", 0);
    assert_int_equal(seteuid(0), 0);
    nd_shelf_free(&shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(a_shelf_changes_nothing_but_speed),
        scratch_test(a_file_of_any_size_is_loaded),
        scratch_test(files_of_any_size_lie_side_by_side),
        scratch_test(only_small_files_are_read_ahead),
        scratch_test(what_has_to_come_from_a_disk_is_read),
        scratch_test(descriptors_may_be_few),
        scratch_test(files_of_others_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
