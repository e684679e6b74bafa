/*
 * test_io_labels.c - labels, the documents that they belong to, and pairs of them
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "io/labels.h"

/* ---- Reading labels -------------------------------------------------------------------------- */

static void append_name(struct nd_buf *out, const struct nd_stringset *set, uint32_t number) {
    const struct nd_name none = {"-", 1};
    const struct nd_name name = number != ND_LABEL_NONE ? set->names[number] : none;
    assert_int_equal(nd_buf_append(out, name.bytes, name.size), ND_OK);
}

static void read_labels(struct nd_labels *labels, const char *text, struct caught *caught) {
    put("labels", text);
    catch_init(caught);
    assert_int_equal(nd_labels_read(labels, "labels", &caught->report), ND_OK);
}

/* The file has these labels: "<id>=<cluster>,<kind>\n". */
static void assert_labels(const char *text, const char *wanted, const char *messages) {
    struct caught caught;
    struct nd_labels labels = {0};
    struct nd_buf out = {0};
    read_labels(&labels, text, &caught);
    assert_int_equal(labels.count, labels.ids.count);
    for (uint32_t i = 0; i < labels.count; i++) {
        append_name(&out, &labels.ids, i);
        assert_int_equal(nd_buf_append_byte(&out, '='), ND_OK);
        append_name(&out, &labels.truths, labels.labels[i].truth);
        assert_int_equal(nd_buf_append_byte(&out, ','), ND_OK);
        append_name(&out, &labels.kinds, labels.labels[i].kind);
        assert_int_equal(nd_buf_append_byte(&out, '\n'), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    assert_messages(&caught, messages);
    nd_labels_free(&labels);
    nd_buf_free(&out);
}

static void labels_are_an_id_a_cluster_and_a_kind(void **state) {
    (void)state;
    assert_labels("a\tx\nb\ty\tsingle\nc\tx\t\nd\tx\tk\tmore\n",
                  "a=x,-\nb=y,single\nc=x,-\nd=x,k\n", "");
    assert_labels("a b\tx y\r\nc\\td\tx\r\n", "a b=x y,-\nc\td=x,-\n", "");
}

static void a_header_says_where_the_fields_are(void **state) {
    (void)state;
    assert_labels("kind\tid\tcluster\nk\ta\tx\n\tb\ty\n", "a=x,k\nb=y,-\n", "");
    assert_labels("cluster\tsize\trelation\tdocument\n1\t2\tlead\ta\n", "a=1,-\n", "");
    assert_labels("id\tcluster\na\tx\nb\n", "a=x,-\n",
                  "E labels:3: fewer columns than the header has\n");
    assert_labels("id\tname\na\tx\n", "id=name,-\na=x,-\n", ""); /* no header */
}

static void labels_that_cannot_be_used_are_reported(void **state) {
    (void)state;
    assert_labels("a,x\nb\t\n\ty\nc\tx\nd\tx\nc\ty\nc\tx\n", "c=x,-\nd=x,-\n",
                  "E labels:1: no cluster behind a tab\n"
                  "E labels:2: no cluster behind a tab\n"
                  "E labels:3: no id\n"
                  "E labels:6: 'c' has a label already\n"
                  "E labels:7: 'c' has a label already\n");
}

static void a_file_without_labels_is_reported(void **state) {
    static const char *const texts[] = {"", "\n\n", "id\tcluster\n"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct caught caught;
        struct nd_labels labels = {0};
        put("labels", texts[i]);
        catch_init(&caught);
        assert_int_equal(nd_labels_read(&labels, "labels", &caught.report), ND_ERR_PARAM);
        assert_messages(&caught, "E no labels in 'labels'\n");
        nd_labels_free(&labels);
    }
}

/* ---- Documents ------------------------------------------------------------------------------- */

static struct nd_name name_of(const char *string) {
    return (struct nd_name){string, strlen(string)};
}

/* Offers the documents, one on each line of the string. */
static void offer_all(struct nd_labels *labels, const char *documents) {
    for (const char *at = documents; *at != '\0'; at = strchr(at, '\n') + 1) {
        const struct nd_table_row row = {.document = {at, (size_t)(strchr(at, '\n') - at)},
                                         .cluster = name_of("1"),
                                         .relation = name_of("lead")};
        bool repeated;
        assert_int_equal(nd_labels_offer(labels, &row, &repeated), ND_OK);
        assert_false(repeated);
    }
}

/* With these ids, documents are matched so: "<document>=<id>\n" in the order of places. */
static void assert_matches(const char *ids, const char *documents, const char *wanted,
                           const char *messages) {
    struct caught caught;
    struct nd_labels labels = {0};
    struct nd_buf text = {0}, out = {0};
    for (const char *at = ids; *at != '\0'; at++) {
        if (*at == '\n') assert_int_equal(nd_buf_append_string(&text, "\tx"), ND_OK);
        assert_int_equal(nd_buf_append_byte(&text, *at), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&text, '\0'), ND_OK);
    read_labels(&labels, text.data, &caught);
    offer_all(&labels, documents);
    assert_int_equal(nd_labels_settle(&labels, "labels", &caught.report), ND_OK);
    for (uint32_t i = 0; i < labels.placed_count; i++) {
        const struct nd_label *const label = labels.placed[i];
        assert_int_equal(label->place, i);
        assert_int_equal(nd_buf_append(&out, label->document.bytes, label->document.size), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, '='), ND_OK);
        append_name(&out, &labels.ids, (uint32_t)(label - labels.labels));
        assert_int_equal(nd_buf_append_byte(&out, '\n'), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    assert_messages(&caught, messages);
    nd_labels_free(&labels);
    nd_buf_free(&text);
    nd_buf_free(&out);
}

static void a_label_fits_a_name_or_the_end_of_a_path(void **state) {
    (void)state;
    assert_matches("b\na\n", "a\nb\nc\n", "a=a\nb=b\n", "");
    assert_matches("x/a.txt\ny/a\nb\n", "/n/x/a.txt\n/n/y/a.txt\n/n/x/b.txt\n",
                   "/n/x/a.txt=x/a.txt\n/n/x/b.txt=b\n/n/y/a.txt=y/a\n", "");
    assert_matches("a.b\n", "n/a.b.txt\nn/a.txt\n", "n/a.b.txt=a.b\n", "");
    assert_matches(".txt\n.b\n", "n/.txt\nn/a.txt\n.b.txt\n", ".b.txt=.b\nn/.txt=.txt\n", "");
    assert_matches("x\xff\n", "n/x\xff.txt\n", "n/x\xff.txt=x\xff\n", "");
}

static void an_id_is_no_part_of_a_word(void **state) {
    (void)state;
    assert_matches("a\nb\n", "ba\nn/ba.txt\nb/c\nb\n", "b=b\n",
                   "E labels:1: no document 'a' in the table\n");
    assert_matches("n/a\nb\n", "a\nxn/a\nb\n", "b=b\n",
                   "E labels:1: no document 'n/a' in the table\n");
}

static void a_whole_name_goes_before_an_end(void **state) {
    (void)state;
    assert_matches("a\n", "n/a\na\nm/a.txt\n", "a=a\n", "");
    assert_matches("a\nn/a\n", "n/a\na\n", "a=a\nn/a=n/a\n", "");
}

static void slashes_may_have_become_underscores(void **state) {
    (void)state;
    assert_matches("2016/a/b\n", "n/2016_a_b.txt\nn/2016_a.txt\n", "n/2016_a_b.txt=2016/a/b\n", "");
    assert_matches("x/a\nx_a\n", "n/x_a.txt\nn/x/a.txt\n", "n/x/a.txt=x/a\nn/x_a.txt=x_a\n", "");
    assert_matches("x_a/b\nc\nx/a_b\n", "x_a_b\nc\n", "c=c\n",
                   "E labels:1: no document 'x_a/b' in the table\n"
                   "E labels:3: no document 'x/a_b' in the table\n");
    assert_matches("x/a\nb\n", "x_a/c\nb\n", "b=b\n",
                   "E labels:1: no document 'x/a' in the table\n");
}

static void a_label_that_fits_two_documents_has_none(void **state) {
    (void)state;
    assert_matches("a\nb\n", "x/a.txt\ny/a.txt\nb\nz/a\n", "b=b\n",
                   "E labels:1: 'a' fits more than one document: 'x/a.txt' and 'y/a.txt'\n");
    assert_matches("a\nb\n", "a.txt\na.html\nb\n", "b=b\n",
                   "E labels:1: 'a' fits more than one document: 'a.txt' and 'a.html'\n");
}

static void the_second_label_of_a_document_is_reported(void **state) {
    (void)state;
    assert_matches("n/a\na\nb\n", "n/a.txt\nb\n", "b=b\nn/a.txt=n/a\n",
                   "E labels:2: 'n/a.txt' has a label already\n");
}

static void a_document_that_comes_twice_is_told_of(void **state) {
    struct caught caught;
    struct nd_labels labels = {0};
    const struct nd_table_row row = {.document = name_of("n/a"), .cluster = name_of("1")};
    bool repeated;
    (void)state;
    read_labels(&labels, "a\tx\n", &caught);
    assert_int_equal(nd_labels_offer(&labels, &row, &repeated), ND_OK);
    assert_false(repeated);
    assert_int_equal(nd_labels_offer(&labels, &row, &repeated), ND_OK);
    assert_true(repeated);
    assert_int_equal(nd_labels_settle(&labels, "labels", &caught.report), ND_OK);
    assert_int_equal(labels.placed_count, 1);
    assert_messages(&caught, "");
    nd_labels_free(&labels);
}

/* A name of a million slashes costs no more than its length. */
static void many_slashes_cost_no_time(void **state) {
    static char name[1 << 20];
    struct caught caught;
    struct nd_labels labels = {0};
    struct nd_buf text = {0};
    const struct nd_table_row row = {.document = {name, sizeof name}, .cluster = name_of("1")};
    bool repeated;
    (void)state;
    memset(name, '/', sizeof name);
    assert_int_equal(nd_buf_append(&text, name, sizeof name - 10), ND_OK);
    assert_int_equal(nd_buf_append(&text, "\tx\n", 4), ND_OK);
    read_labels(&labels, text.data, &caught);
    for (int i = 0; i < 10; i++) assert_int_equal(nd_labels_offer(&labels, &row, &repeated), ND_OK);
    assert_int_equal(nd_labels_settle(&labels, "labels", &caught.report), ND_OK);
    assert_int_equal(labels.placed_count, 1);
    assert_messages(&caught, "");
    nd_labels_free(&labels);
    nd_buf_free(&text);
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

/* The file has these pairs of the labels a, b and c: "<id><id><verdict>\n", the verdict '=', '/' or
 * '?'. */
static void assert_pairs(const char *text, const char *wanted, const char *messages) {
    struct caught caught;
    struct nd_labels labels = {0};
    struct nd_label_pairs pairs = {0};
    struct nd_buf out = {0};
    read_labels(&labels, "a\tx\nb\tx\nc\ty\n", &caught);
    put("pairs", text);
    assert_int_equal(nd_label_pairs_read(&pairs, &labels, "pairs", &caught.report), ND_OK);
    for (size_t i = 0; i < pairs.count; i++) {
        append_name(&out, &labels.ids, pairs.pairs[i].a);
        append_name(&out, &labels.ids, pairs.pairs[i].b);
        assert_int_equal(nd_buf_append_byte(&out, "=/?"[pairs.pairs[i].verdict]), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, '\n'), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    assert_messages(&caught, messages);
    nd_labels_free(&labels);
    nd_label_pairs_free(&pairs);
    nd_buf_free(&out);
}

static void pairs_are_same_apart_or_open(void **state) {
    (void)state;
    assert_pairs("", "", "");
    assert_pairs("a\tb\t1\tmore\nc\ta\t0\nb\tc\tP\n", "ab=\nac/\nbc?\n", "");
    assert_pairs("id_a\tid_b\tlabel\nb\ta\t1\n", "ab=\n", "");
    assert_pairs("a\tb\t\n", "ab?\n", "");
}

static void pairs_that_cannot_be_used_are_reported(void **state) {
    (void)state;
    assert_pairs("b\tc\t1\na\tb\t1\na\tb\nd\ta\t1\na\tg\t1\nd\tg\t1\nc\tc\t1\nb\ta\t0\n",
                 "ab=\nbc=\n",
                 "E pairs:3: fewer than three columns\n"
                 "E pairs:4: no label for 'd'\n"
                 "E pairs:5: no label for 'g'\n"
                 "E pairs:6: no label for 'd'\n"
                 "E pairs:7: a document and itself are no pair\n"
                 "E pairs:8: the same pair as in a line before it\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(labels_are_an_id_a_cluster_and_a_kind),
        scratch_test(a_header_says_where_the_fields_are),
        scratch_test(labels_that_cannot_be_used_are_reported),
        scratch_test(a_file_without_labels_is_reported),
        scratch_test(a_label_fits_a_name_or_the_end_of_a_path),
        scratch_test(an_id_is_no_part_of_a_word),
        scratch_test(a_whole_name_goes_before_an_end),
        scratch_test(slashes_may_have_become_underscores),
        scratch_test(a_label_that_fits_two_documents_has_none),
        scratch_test(the_second_label_of_a_document_is_reported),
        scratch_test(a_document_that_comes_twice_is_told_of),
        scratch_test(many_slashes_cost_no_time),
        scratch_test(pairs_are_same_apart_or_open),
        scratch_test(pairs_that_cannot_be_used_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
