/*
 * test_io_place.c - paths below a root, and the way to them
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include "act/place.h"

/* ---- Paths ----------------------------------------------------------------------------------- */

/* What the path has below the root is `wanted`; NULL: it is not below it. */
static void assert_below(const char *root, const char *path, const char *wanted) {
    struct nd_buf below = {0};
    const nd_status status = nd_path_below(root, (struct nd_name){path, strlen(path)}, &below);
    if (wanted == NULL && status == ND_OK)
        fail_msg("'%s' is below '%s': '%s'", path, root, below.data);
    if (wanted != NULL) {
        assert_int_equal(status, ND_OK);
        assert_string_equal(below.data, wanted);
        assert_int_equal(below.size, strlen(wanted));
    }
    nd_buf_free(&below);
}

static void a_path_has_below_the_root_what_follows_it(void **state) {
    (void)state;
    assert_below(".", "a", "a");
    assert_below(".", "a/b/c", "a/b/c");
    assert_below("a", "a/b/c", "b/c");
    assert_below("a/b", "a/b/c", "c");
    assert_below("/", "/a/b", "a/b");
    assert_below("/a", "/a/b", "b");
    assert_below("..", "../a", "a");
    assert_below("../../x", "../../x/a", "a");
    assert_below(".", "...", "...");
    assert_below(".", ".a/..b/c..", ".a/..b/c..");
    assert_below(".", "a\n/\xff", "a\n/\xff");
}

static void dots_and_repeated_slashes_do_not_matter(void **state) {
    (void)state;
    assert_below("./", "./a//b/./c", "a/b/c");
    assert_below("", "a", "a");
    assert_below("././/", "a", "a");
    assert_below("a//b/", "./a/./b///c", "c");
    assert_below("//a/", "/./a/b", "b");
    assert_below(".", "a/", "a");
    assert_below(".", "a/.", "a");
}

static void what_leads_elsewhere_is_not_below_the_root(void **state) {
    static const char *const wrong[][2] = {
        {".", ""},         {".", "."},       {".", "./"},     {".", "/"},        {".", "/a"},
        {".", ".."},       {".", "../a"},    {".", "a/../b"}, {".", "a/.."},     {"a", "a"},
        {"a", "a/"},       {"a", "a/."},     {"a", "ab"},     {"a", "ab/c"},     {"a", "b/a/c"},
        {"a", "/a/c"},     {"a/b", "a"},     {"a/b", "a/c"},  {"a", "a/../b"},   {"a", "a/b/../c"},
        {"/", "a"},        {"/", "/"},       {"/a", "/b/a"},  {"/a", "a/b"},     {"..", "a"},
        {"..", "../../a"}, {"../a", "../b"}, {"..", ".."},    {"a/../b", "b/c"}, {"a", "./../a/b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_below(wrong[i][0], wrong[i][1], NULL);
}

static void a_nul_is_in_no_path(void **state) {
    struct nd_buf below = {0};
    (void)state;
    assert_int_equal(nd_path_below(".", (struct nd_name){"a\0b", 3}, &below), ND_ERR_PARAM);
    nd_buf_free(&below);
}

static void assert_split(const char *path, const char *start_wanted, const char *wanted) {
    struct nd_buf start = {0}, below = {0};
    const nd_status status = nd_path_split((struct nd_name){path, strlen(path)}, &start, &below);
    assert_int_equal(status, wanted != NULL ? ND_OK : ND_ERR_PARAM);
    if (wanted != NULL) {
        assert_string_equal(start.data, start_wanted);
        assert_int_equal(start.size, strlen(start_wanted));
        assert_string_equal(below.data, wanted);
    }
    nd_buf_free(&start);
    nd_buf_free(&below);
}

static void a_path_starts_at_the_top_here_or_above(void **state) {
    (void)state;
    assert_split("a/b", ".", "a/b");
    assert_split("./a//b", ".", "a/b");
    assert_split("/a/b", "/", "a/b");
    assert_split("//a", "/", "a");
    assert_split("../a", "..", "a");
    assert_split(".././../a/./b", "../..", "a/b");
    assert_split("..a/b", ".", "..a/b");
    assert_split("", NULL, NULL);
    assert_split("/", NULL, NULL);
    assert_split("..", NULL, NULL);
    assert_split("../../.", NULL, NULL);
    assert_split("a/../b", NULL, NULL);
    assert_split("../a/../b", NULL, NULL);
    assert_split("/../a", NULL, NULL);
}

static void assert_above(const char *path, const char *wanted) {
    struct nd_buf above = {0};
    assert_int_equal(nd_path_above(path, &above), ND_OK);
    assert_string_equal(above.data, wanted);
    assert_int_equal(above.size, strlen(wanted));
    nd_buf_free(&above);
}

static void a_name_is_in_the_folder_before_it(void **state) {
    (void)state;
    assert_above("a", ".");
    assert_above("a//", ".");
    assert_above("a/b", "a/");
    assert_above("../a/b//", "../a/");
    assert_above("/a", "/");
    assert_above("/", "/");
    assert_above("//", "/");
}

/* ---- Places ---------------------------------------------------------------------------------- */

/* Opens the place of a path below the folder; the path is left as it was. */
static int open_place(struct nd_place *place, const char *folder, char *path, bool make) {
    const int root = open(folder, O_RDONLY | O_DIRECTORY);
    char before[8192];
    int error;
    assert_true(root >= 0);
    assert_in_range(snprintf(before, sizeof before, "%s", path), 1, sizeof before - 1);
    error = nd_place_open(place, root, path, make);
    assert_string_equal(before, path);
    close(root);
    return error;
}

/* The place is one where the file `path` can be seen. */
static void assert_place(struct nd_place *place, const char *path) {
    struct stat there, here;
    assert_int_equal(fstatat(place->folder, place->name, &there, AT_SYMLINK_NOFOLLOW), 0);
    assert_int_equal(lstat(path, &here), 0);
    assert_int_equal(there.st_ino, here.st_ino);
    nd_place_close(place);
    assert_int_equal(place->folder, -1);
}

static void a_place_is_found_step_by_step(void **state) {
    struct nd_place place;
    char one[] = "f", three[] = "a/b/f";
    (void)state;
    put_folder("a");
    put_folder("a/b");
    put("f", "1");
    put("a/b/f", "2");
    assert_int_equal(open_place(&place, ".", one, false), 0);
    assert_place(&place, "f");
    assert_int_equal(open_place(&place, ".", three, false), 0);
    assert_place(&place, "a/b/f");
}

static void nothing_leads_through_a_link_or_a_file(void **state) {
    struct nd_place place;
    char linked[] = "link/f", below[] = "a/link/f", file[] = "f/f", last[] = "a/link";
    (void)state;
    put_folder("a");
    put("a/f", "");
    put("f", "");
    assert_int_equal(symlink("a", "link"), 0);
    assert_int_equal(symlink("../a", "a/link"), 0);
    assert_int_equal(open_place(&place, ".", linked, false), ND_WHY_LINK);
    assert_int_equal(open_place(&place, ".", linked, true), ND_WHY_LINK);
    assert_int_equal(open_place(&place, ".", below, false), ND_WHY_LINK);
    assert_int_equal(open_place(&place, ".", file, true), ND_WHY_LINK);
    assert_int_equal(place.folder, -1);
    /* The root may be one, and what is in the place is up to the caller. */
    assert_int_equal(open_place(&place, "link", last + 2, false), 0);
    assert_place(&place, "a/link");
}

static void missing_folders_are_made_when_asked_for(void **state) {
    struct nd_place place;
    char path[] = "a/b/c/f";
    (void)state;
    put_folder("a");
    assert_int_equal(open_place(&place, ".", path, false), ENOENT);
    assert_int_equal(access("a/b", F_OK), -1);
    assert_int_equal(open_place(&place, ".", path, true), 0);
    put("a/b/c/f", "");
    assert_place(&place, "a/b/c/f");
}

static void a_place_may_be_deeper_than_paths_are_long(void **state) {
    enum { DEPTH = 30, NAME = 200 };
    char path[DEPTH * (NAME + 1) + 2];
    struct nd_place place;
    int file;
    (void)state;
    for (size_t i = 0; i < sizeof path - 2; i++)
        path[i] = i % (NAME + 1) == NAME ? '/' : (char)('a' + i / (NAME + 1) % 26);
    memcpy(path + sizeof path - 2, "f", 2);
    assert_int_equal(open_place(&place, ".", path, true), 0);
    file = openat(place.folder, place.name, O_WRONLY | O_CREAT, 0666);
    assert_true(file >= 0);
    close(file);
    nd_place_close(&place);
    assert_int_equal(open_place(&place, ".", path, false), 0);
    assert_int_equal(unlinkat(place.folder, place.name, 0), 0);
    nd_place_close(&place);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_has_below_the_root_what_follows_it),
        cmocka_unit_test(dots_and_repeated_slashes_do_not_matter),
        cmocka_unit_test(what_leads_elsewhere_is_not_below_the_root),
        cmocka_unit_test(a_nul_is_in_no_path),
        cmocka_unit_test(a_path_starts_at_the_top_here_or_above),
        cmocka_unit_test(a_name_is_in_the_folder_before_it),
        scratch_test(a_place_is_found_step_by_step),
        scratch_test(nothing_leads_through_a_link_or_a_file),
        scratch_test(missing_folders_are_made_when_asked_for),
        scratch_test(a_place_may_be_deeper_than_paths_are_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
