/*
 * test_io_fileact.c - files are moved, deleted and linked when they are what they were, and what
 * changes between the look and the deed leads nowhere else
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include "act/fileact.h"

/* ---- A tree ---------------------------------------------------------------------------------- */

/* tree/a/lead, tree/b/copy with the same bytes, and the same again in outside/copy, all of one
 * time; and the lead and the copy, open. */
struct tree {
    int root;
    struct nd_lead_file lead;
    struct nd_copy_file copy;
    char path[16];
};

static void put_stamped(const char *path, const char *text) {
    const struct timespec times[2] = {{1000, 5}, {1000, 5}};
    put(path, text);
    assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static struct nd_stamp stamp_at(const char *path) {
    struct stat info;
    assert_int_equal(lstat(path, &info), 0);
    return nd_stamp_of(&info);
}

static int open_lead(struct tree *tree, const char *path, const struct nd_stamp *stamp) {
    tree->lead.path.size = 0;
    assert_int_equal(nd_buf_append(&tree->lead.path, path, strlen(path) + 1), ND_OK);
    return nd_lead_open(&tree->lead, tree->root, stamp);
}

static void make_tree(struct tree *tree) {
    put_folder("tree");
    put_folder("tree/a");
    put_folder("tree/b");
    put_folder("outside");
    put_stamped("tree/a/lead", "report");
    put_stamped("tree/b/copy", "report");
    put_stamped("outside/copy", "report");
    *tree = (struct tree){.path = "b/copy", .root = open("tree", O_RDONLY | O_DIRECTORY)};
    assert_true(tree->root >= 0);
    assert_int_equal(nd_lead_init(&tree->lead), ND_OK);
}

static void open_both(struct tree *tree) {
    const struct nd_stamp stamp = stamp_at("tree/a/lead");
    assert_int_equal(open_lead(tree, "a/lead", &stamp), 0);
    assert_int_equal(nd_copy_open(&tree->copy, tree->root, tree->path, &stamp, &tree->lead), 0);
}

static void close_tree(struct tree *tree) {
    nd_copy_close(&tree->copy);
    nd_lead_free(&tree->lead);
    close(tree->root);
}

/* A folder of the tree becomes a link to the one outside, as another program could make it. */
static void replace_by_link(const char *folder) {
    assert_int_equal(rename(folder, "aside"), 0);
    assert_int_equal(symlink("../outside", folder), 0);
}

static bool is_there(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0;
}

static nlink_t links_of(const char *path) {
    struct stat info;
    assert_int_equal(lstat(path, &info), 0);
    return info.st_nlink;
}

/* ---- What is done ---------------------------------------------------------------------------- */

static void a_copy_is_deleted(void **state) {
    struct tree tree;
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    assert_int_equal(nd_copy_delete(&tree.copy, true), 0);
    assert_true(is_there("tree/b/copy"));
    assert_int_equal(nd_copy_delete(&tree.copy, false), 0);
    assert_false(is_there("tree/b/copy"));
    close_tree(&tree);
}

static void a_copy_is_moved_to_where_nothing_is(void **state) {
    struct tree tree;
    char to[] = "x/y/copy";
    int target;
    (void)state;
    make_tree(&tree);
    put_folder("target");
    target = open("target", O_RDONLY | O_DIRECTORY);
    open_both(&tree);
    assert_int_equal(nd_copy_move(&tree.copy, -1, to, true), 0);
    assert_int_equal(nd_copy_move(&tree.copy, target, to, true), 0);
    assert_false(is_there("target/x"));
    assert_int_equal(nd_copy_move(&tree.copy, target, to, false), 0);
    assert_true(is_there("target/x/y/copy"));
    assert_false(is_there("tree/b/copy"));
    nd_copy_close(&tree.copy);
    put_stamped("tree/b/copy", "report");
    open_both(&tree);
    assert_int_equal(nd_copy_move(&tree.copy, target, to, true), EEXIST);
    assert_int_equal(nd_copy_move(&tree.copy, target, to, false), EEXIST);
    assert_true(is_there("tree/b/copy"));
    close(target);
    close_tree(&tree);
}

static void a_copy_becomes_a_link(void **state) {
    struct tree tree;
    (void)state;
    make_tree(&tree);
    put("tree/b/.newsdupes-link-0", "somebody's");
    open_both(&tree);
    assert_int_equal(nd_copy_link(&tree.copy, true), 0);
    assert_int_equal(links_of("tree/a/lead"), 1);
    assert_int_equal(nd_copy_link(&tree.copy, false), 0);
    assert_int_equal(links_of("tree/a/lead"), 2);
    assert_int_equal(links_of("tree/b/copy"), 2);
    assert_int_equal(links_of("tree/b/.newsdupes-link-0"), 1);
    assert_false(is_there("tree/b/.newsdupes-link-1"));
    nd_copy_close(&tree.copy);
    open_both(&tree);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_LINKED);
    close_tree(&tree);
}

static void other_bytes_are_not_linked(void **state) {
    struct tree tree;
    struct nd_stamp stamp;
    (void)state;
    make_tree(&tree);
    put_stamped("tree/b/copy", "Report");
    open_both(&tree);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_DIFFERS);
    nd_copy_close(&tree.copy);
    put_stamped("tree/b/copy", "report.");
    stamp = stamp_at("tree/b/copy");
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, tree.path, &stamp, &tree.lead), 0);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_DIFFERS);
    nd_copy_close(&tree.copy);
    put_stamped("tree/b/copy", "report");
    assert_int_equal(chmod("tree/b/copy", 0400), 0);
    open_both(&tree);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_OWNED);
    close_tree(&tree);
}

/* Where files can be given away: as a rule by root only. */
static void what_belongs_to_others_is_not_linked(void **state) {
    static const struct {
        uid_t owner;
        gid_t group;
    } others[] = {{1, (gid_t)-1}, {(uid_t)-1, 1}};
    struct tree tree;
    (void)state;
    make_tree(&tree);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(unlink("tree/b/copy"), 0);
        put_stamped("tree/b/copy", "report");
        if (chown("tree/b/copy", others[i].owner, others[i].group) != 0) continue;
        open_both(&tree);
        assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_OWNED);
        nd_copy_close(&tree.copy);
        nd_lead_close(&tree.lead);
    }
    tree.copy.place.folder = -1;
    close_tree(&tree);
}

static void files_longer_than_the_room_are_compared_whole(void **state) {
    enum { SIZE = 200000 };
    static char text[SIZE + 1];
    struct tree tree;
    (void)state;
    make_tree(&tree);
    memset(text, 'x', SIZE);
    put_stamped("tree/a/lead", text);
    text[SIZE - 1] = 'y';
    put_stamped("tree/b/copy", text);
    open_both(&tree);
    assert_int_equal(nd_copy_link(&tree.copy, true), ND_WHY_DIFFERS);
    nd_copy_close(&tree.copy);
    text[SIZE - 1] = 'x';
    put_stamped("tree/b/copy", text);
    open_both(&tree);
    assert_int_equal(nd_copy_link(&tree.copy, true), 0);
    close_tree(&tree);
}

/* ---- What is not as it was ------------------------------------------------------------------- */

static void a_file_that_changed_is_left_alone(void **state) {
    struct tree tree;
    struct nd_stamp stamp, other;
    (void)state;
    make_tree(&tree);
    stamp = other = stamp_at("tree/a/lead");
    other.nanoseconds++;
    assert_int_equal(open_lead(&tree, "a/lead", &other), ND_WHY_CHANGED);
    nd_lead_close(&tree.lead);
    assert_int_equal(open_lead(&tree, "a/lead", &stamp), 0);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, tree.path, &other, &tree.lead),
                     ND_WHY_CHANGED);
    nd_copy_close(&tree.copy);
    assert_int_equal(unlink("tree/b/copy"), 0);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, tree.path, &stamp, &tree.lead),
                     ND_WHY_GONE);
    nd_copy_close(&tree.copy);
    assert_int_equal(mkfifo("tree/b/copy", 0666), 0);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, tree.path, &stamp, &tree.lead),
                     ND_WHY_NO_FILE);
    nd_copy_close(&tree.copy);
    assert_int_equal(rename("tree/b/copy", "tree/a/lead"), 0);
    assert_int_equal(nd_lead_check(&tree.lead), ND_WHY_NO_FILE);
    nd_lead_close(&tree.lead);
    assert_int_equal(open_lead(&tree, "a/lead", &stamp), ND_WHY_NO_FILE);
    close_tree(&tree);
}

static void another_file_in_the_place_of_the_lead_is_not_the_lead(void **state) {
    struct tree tree;
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    assert_int_equal(rename("outside/copy", "tree/a/lead"), 0); /* same bytes, size and time */
    assert_int_equal(nd_lead_check(&tree.lead), ND_WHY_CHANGED);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_CHANGED);
    assert_int_equal(links_of("tree/b/copy"), 1);
    close_tree(&tree);
}

static void another_file_in_the_place_of_the_copy_is_not_replaced_by_a_link(void **state) {
    struct tree tree;
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    assert_int_equal(rename("outside/copy", "tree/b/copy"), 0);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_CHANGED);
    assert_int_equal(links_of("tree/a/lead"), 1);
    close_tree(&tree);
}

static void the_lead_is_no_copy_of_itself(void **state) {
    struct tree tree;
    struct nd_stamp stamp;
    char lead[] = "a/lead", other[] = "b/other", same[] = "b/lead";
    (void)state;
    make_tree(&tree);
    stamp = stamp_at("tree/a/lead");
    assert_int_equal(open_lead(&tree, "a/lead", &stamp), 0);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, lead, &stamp, &tree.lead), ND_WHY_SELF);
    nd_copy_close(&tree.copy);
    /* Another name of it is a copy, but its own name is not, however many it has. */
    assert_int_equal(link("tree/a/lead", "tree/b/other"), 0);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, lead, &stamp, &tree.lead), ND_WHY_SELF);
    nd_copy_close(&tree.copy);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, other, &stamp, &tree.lead), 0);
    assert_int_equal(nd_copy_delete(&tree.copy, false), 0);
    nd_copy_close(&tree.copy);
    assert_int_equal(link("tree/a/lead", "tree/b/lead"), 0);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, same, &stamp, &tree.lead), 0);
    assert_int_equal(nd_copy_delete(&tree.copy, false), 0);
    assert_false(is_there("tree/b/lead"));
    assert_true(is_there("tree/a/lead"));
    close_tree(&tree);
}

static void what_is_closed_twice_closes_nothing_else(void **state) {
    struct tree tree;
    int later[4];
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    nd_copy_close(&tree.copy);
    nd_lead_close(&tree.lead);
    for (size_t i = 0; i < 4; i++) later[i] = open(".", O_RDONLY | O_DIRECTORY);
    close_tree(&tree);
    for (size_t i = 0; i < 4; i++) assert_int_equal(close(later[i]), 0);
}

/* ---- Between the look and the deed ----------------------------------------------------------- */

static void a_folder_that_becomes_a_link_does_not_lead_a_deletion_outside(void **state) {
    struct tree tree;
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    replace_by_link("tree/b");
    assert_int_equal(nd_copy_delete(&tree.copy, false), 0);
    assert_true(is_there("outside/copy"));
    assert_false(is_there("aside/copy"));
    close_tree(&tree);
}

static void nor_a_move(void **state) {
    struct tree tree;
    char to[] = "b/copy";
    int target;
    (void)state;
    make_tree(&tree);
    put_folder("target");
    target = open("target", O_RDONLY | O_DIRECTORY);
    open_both(&tree);
    replace_by_link("tree/b");
    assert_int_equal(symlink("../outside", "target/b"), 0);
    assert_int_equal(nd_copy_move(&tree.copy, target, to, false), ND_WHY_LINK);
    assert_true(is_there("aside/copy"));
    assert_int_equal(unlink("target/b"), 0);
    assert_int_equal(nd_copy_move(&tree.copy, target, to, false), 0);
    assert_true(is_there("outside/copy"));
    assert_false(is_there("aside/copy"));
    assert_true(is_there("target/b/copy"));
    close(target);
    close_tree(&tree);
}

static void nor_a_link(void **state) {
    struct tree tree;
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    replace_by_link("tree/b");
    assert_int_equal(nd_copy_link(&tree.copy, false), 0);
    assert_int_equal(links_of("outside/copy"), 1);
    assert_int_equal(links_of("aside/copy"), 2);
    close_tree(&tree);
}

static void a_file_that_becomes_a_link_is_not_followed(void **state) {
    struct tree tree;
    const struct nd_stamp *stamp;
    (void)state;
    make_tree(&tree);
    open_both(&tree);
    stamp = &tree.lead.stamp;
    assert_int_equal(unlink("tree/b/copy"), 0);
    assert_int_equal(symlink("../../outside/copy", "tree/b/copy"), 0);
    assert_int_equal(nd_copy_link(&tree.copy, false), ND_WHY_NO_FILE);
    nd_copy_close(&tree.copy);
    assert_int_equal(nd_copy_open(&tree.copy, tree.root, tree.path, stamp, &tree.lead),
                     ND_WHY_NO_FILE);
    assert_true(is_there("outside/copy"));
    assert_int_equal(links_of("tree/a/lead"), 1);
    close_tree(&tree);
}

/* ---- Moving back ----------------------------------------------------------------------------- */

static void a_file_is_moved_back_once(void **state) {
    char path[] = "b/c/copy", target_path[] = "x/copy";
    struct nd_moved_file moved = {.path = path, .target_path = target_path};
    (void)state;
    put_folder("tree");
    put_folder("target");
    put_folder("target/x");
    put_stamped("target/x/copy", "report");
    moved.root = open("tree", O_RDONLY | O_DIRECTORY);
    moved.target = open("target", O_RDONLY | O_DIRECTORY);
    moved.stamp = stamp_at("target/x/copy");
    assert_int_equal(nd_moved_undo(&moved, true), 0);
    assert_false(is_there("tree/b"));
    assert_int_equal(nd_moved_undo(&moved, false), 0);
    assert_true(is_there("tree/b/c/copy"));
    assert_int_equal(nd_moved_undo(&moved, false), ND_WHY_BACK);
    put_stamped("target/x/copy", "another");
    assert_int_equal(nd_moved_undo(&moved, false), ND_WHY_CHANGED);
    put_stamped("target/x/copy", "report");
    assert_int_equal(nd_moved_undo(&moved, true), EEXIST);
    assert_int_equal(nd_moved_undo(&moved, false), EEXIST);
    assert_int_equal(unlink("target/x/copy"), 0);
    assert_int_equal(link("tree/b/c/copy", "target/x/copy"), 0);
    assert_int_equal(nd_moved_undo(&moved, true), 0);
    assert_true(is_there("target/x/copy"));
    assert_int_equal(nd_moved_undo(&moved, false), 0);
    assert_false(is_there("target/x/copy"));
    assert_int_equal(links_of("tree/b/c/copy"), 1);
    assert_int_equal(unlink("tree/b/c/copy"), 0);
    assert_int_equal(nd_moved_undo(&moved, false), ENOENT);
    close(moved.root);
    close(moved.target);
}

/* ---- Other file systems ---------------------------------------------------------------------- */

static void nothing_goes_to_another_file_system(void **state) {
    char folder[] = "/dev/shm/nd-io-XXXXXX", to[] = "copy";
    struct tree tree;
    struct stat here, there;
    int target, error;
    (void)state;
    if (mkdtemp(folder) == NULL) skip();
    assert_int_equal(stat(".", &here), 0);
    assert_int_equal(stat(folder, &there), 0);
    make_tree(&tree);
    open_both(&tree);
    target = open(folder, O_RDONLY | O_DIRECTORY);
    error = here.st_dev != there.st_dev ? nd_copy_move(&tree.copy, target, to, false) : EXDEV;
    close(target);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(error, EXDEV);
    assert_true(is_there("tree/b/copy"));
    close_tree(&tree);
}

static void every_reason_has_its_words(void **state) {
    (void)state;
    for (int why = ND_WHY_BACK; why <= ND_WHY_LINK; why++) {
        assert_non_null(nd_why_text(why));
        assert_null(strstr(nd_why_text(why), "error"));
    }
    assert_string_equal(nd_why_text(ENOENT), strerror(ENOENT));
    assert_int_equal(nd_why_severity(ND_WHY_DIFFERS), ND_NOTE);
    assert_int_equal(nd_why_severity(ND_WHY_GONE), ND_WARNING);
    assert_int_equal(nd_why_severity(EACCES), ND_ERROR);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(a_copy_is_deleted),
        scratch_test(a_copy_is_moved_to_where_nothing_is),
        scratch_test(a_copy_becomes_a_link),
        scratch_test(other_bytes_are_not_linked),
        scratch_test(what_belongs_to_others_is_not_linked),
        scratch_test(files_longer_than_the_room_are_compared_whole),
        scratch_test(a_file_that_changed_is_left_alone),
        scratch_test(another_file_in_the_place_of_the_lead_is_not_the_lead),
        scratch_test(another_file_in_the_place_of_the_copy_is_not_replaced_by_a_link),
        scratch_test(the_lead_is_no_copy_of_itself),
        scratch_test(what_is_closed_twice_closes_nothing_else),
        scratch_test(a_folder_that_becomes_a_link_does_not_lead_a_deletion_outside),
        scratch_test(nor_a_move),
        scratch_test(nor_a_link),
        scratch_test(a_file_that_becomes_a_link_is_not_followed),
        scratch_test(a_file_is_moved_back_once),
        scratch_test(nothing_goes_to_another_file_system),
        cmocka_unit_test(every_reason_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
