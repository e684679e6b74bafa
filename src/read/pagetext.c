/*
 * pagetext.c - see pagetext.h
 *
 * All memory of a page comes from one arena, and goes with it: gumbo looks at no allocation that
 * fails and frees its tree recursively, so that it would not survive a lack of memory, and a deep
 * page not its end. An allocation that cannot be had leaves the parser by longjmp, which is safe
 * because there is nothing but memory to be released.
 *
 * Parsing takes time in the square of the depth of the tree and of the attributes of a tag. Both
 * are bounded where they cannot be evaded: by the allocations that nodes and attributes are, known
 * by their sizes, and by their number in all, of which each tag needs some. So many nodes within
 * each other still take ten seconds and more: a look at the tags finds pages that are so deep,
 * unless they were made to deceive it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/pagetext.h"

#include <gumbo.h>
#include <setjmp.h>
#include <stdalign.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

enum {
    CHUNK_SIZE = 1 << 20,
    MOST_ATTRIBUTES = 1000, /* of one tag */
    MOST_CALLS = 2000000    /* of the allocator, for one page; a node needs about five */
};

/* Memory for one page. */
#define MOST_MEMORY ((size_t)512 << 20)

struct chunk {
    struct chunk *next;
    size_t size; /* of the bytes behind it */
};

struct nd_pagetext {
    struct chunk *chunks; /* the latest first; the first of all stays */
    size_t used;          /* of the latest */
    size_t total, calls, nodes, attributes;
    struct nd_buf tamed; /* the page, where it had to be changed */
    nd_status status;
    const char *fault;
    jmp_buf escape;
};

bool nd_pagetext_available(void) { return true; }

const char *nd_pagetext_version(void) { return ND_GUMBO_VERSION; }

/* ---- The arena ------------------------------------------------------------------------------- */

/* Makes room for `size` bytes in a new chunk. */
static nd_status add_chunk(struct nd_pagetext *html, size_t size) {
    struct chunk *chunk;
    if (size < CHUNK_SIZE) size = CHUNK_SIZE;
    chunk = nd_alloc(1, sizeof *chunk + size);
    if (chunk == NULL) return ND_ERR_MEMORY;
    *chunk = (struct chunk){.next = html->chunks, .size = size};
    html->chunks = chunk;
    html->used = 0;
    return ND_OK;
}

/* Forgets the page, and frees all chunks but the first. */
static void clear(struct nd_pagetext *html) {
    while (html->chunks != NULL && html->chunks->next != NULL) {
        struct chunk *const chunk = html->chunks;
        html->chunks = chunk->next;
        nd_free(chunk);
    }
    html->used = html->total = html->calls = html->nodes = html->attributes = 0;
    html->status = ND_OK;
    html->fault = NULL;
}

/* Counts the allocation; the reason to stop, or NULL. */
static const char *count(struct nd_pagetext *html, size_t size) {
    if (size == sizeof(GumboNode)) {
        html->nodes++;
        html->attributes = 0;
    }
    if (size == sizeof(GumboAttribute)) html->attributes++;
    html->calls++;
    html->total += size;
    if (html->nodes > ND_HTML_NODES) return "the page has more than 100000 nodes";
    if (html->attributes > MOST_ATTRIBUTES) return "a tag has more than 1000 attributes";
    if (html->calls > MOST_CALLS || html->total > MOST_MEMORY) return "the page is too complex";
    return NULL;
}

static void *allocate(void *self, size_t size) {
    struct nd_pagetext *const html = self;
    const size_t align = alignof(max_align_t);
    char *memory;
    html->fault = size <= MOST_MEMORY ? count(html, size) : "the page is too complex";
    if (html->fault != NULL) longjmp(html->escape, 1);
    size = (size + align - 1) / align * align;
    if (html->chunks->size - html->used < size) html->status = add_chunk(html, size);
    if (html->status != ND_OK) longjmp(html->escape, 1);
    memory = (char *)(html->chunks + 1) + html->used;
    html->used += size;
    return memory;
}

static void deallocate(void *self, void *memory) {
    (void)self;
    (void)memory;
}

nd_status nd_pagetext_new(struct nd_pagetext **out) {
    *out = nd_alloc_zero(1, sizeof **out);
    if (*out == NULL) return ND_ERR_MEMORY;
    if (add_chunk(*out, 0) == ND_OK) return ND_OK;
    nd_pagetext_free(*out);
    *out = NULL;
    return ND_ERR_MEMORY;
}

void nd_pagetext_free(struct nd_pagetext *html) {
    if (html == NULL) return;
    clear(html);
    nd_buf_free(&html->tamed);
    nd_free(html->chunks);
    nd_free(html);
}

/* ---- The text -------------------------------------------------------------------------------- */

/* What is not there for a reader, or no running text. */
static bool is_dropped(GumboTag tag) {
    switch (tag) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_DATALIST: return true;
    default: return false;
    }
}

/* What does not begin a line of its own: text within text. */
static bool is_inline(GumboTag tag) {
    switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_ACRONYM:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DATA:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_WBR: return true;
    default: return false;
    }
}

struct writer {
    struct nd_buf *out;
    char gap; /* what stands before the next word, unless it is the first: '\0', ' ' or '\n' */
    nd_status status;
};

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static void add_text(struct writer *writer, const char *text) {
    while (*text != '\0' && writer->status == ND_OK) {
        size_t size = 0;
        if (is_blank(*text)) {
            if (writer->gap == '\0') writer->gap = ' ';
            text++;
            continue;
        }
        while (text[size] != '\0' && !is_blank(text[size])) size++;
        if (writer->gap != '\0' && writer->out->size != 0)
            writer->status = nd_buf_append_byte(writer->out, writer->gap);
        if (writer->status == ND_OK) writer->status = nd_buf_append(writer->out, text, size);
        writer->gap = '\0';
        text += size;
    }
}

/* Comes to a node, or goes from it: an element that is no part of a line ends one. */
static void pass(struct writer *writer, const GumboNode *node) {
    if (node->type != GUMBO_NODE_ELEMENT || !is_inline(node->v.element.tag)) writer->gap = '\n';
}

/* Whether the node has children to go to; text is written at once. */
static bool enter(struct writer *writer, const GumboNode *node) {
    switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA: add_text(writer, node->v.text.text); return false;
    case GUMBO_NODE_ELEMENT:
        if (is_dropped(node->v.element.tag)) return false;
        pass(writer, node);
        return node->v.element.children.length != 0;
    default: return false;
    }
}

/* Goes through the tree below the root without recursion: it may be deep. */
static void write_tree(struct writer *writer, const GumboNode *root) {
    const GumboNode *node = root;
    while (writer->status == ND_OK) {
        if (enter(writer, node)) {
            node = node->v.element.children.data[0];
            continue;
        }
        while (node != root) {
            const GumboVector *const siblings = &node->parent->v.element.children;
            const size_t next = node->index_within_parent + 1;
            if (next < siblings->length) {
                node = siblings->data[next];
                break;
            }
            node = node->parent;
            pass(writer, node);
        }
        if (node == root) return;
    }
}

/* ---- Depth ----------------------------------------------------------------------------------- */

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Whether an element has no end tag or often none: the next one of its kind ends it. */
static bool is_never_deep(const char *name, const char *end) {
    static const char *const names[] = {
        "area", "base", "br",     "col", "dd",    "dt",     "embed", "hr", "img", "input", "li",
        "link", "meta", "option", "p",   "param", "source", "tbody", "td", "th",  "tr",    "wbr"};
    size_t size = 0;
    while (name + size < end && is_letter(name[size])) size++;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == size && strncasecmp(name, names[i], size) == 0) return true;
    return false;
}

/* Whether many elements are open at once, by a look at the tags alone. A page can be made so that
 * this is not seen; then the limit of nodes holds. */
static bool is_deep(const char *page, size_t size) {
    const char *const end = page + size;
    size_t open = 0;
    for (const char *at = page; at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL;) {
        const bool ends = ++at < end && *at == '/';
        at += ends;
        if (at >= end || !is_letter(*at) || is_never_deep(at, end)) continue;
        if (!ends && ++open > ND_HTML_DEPTH) return true;
        if (ends && open != 0) open--;
    }
    return false;
}

/* ---- References ------------------------------------------------------------------------------ */

static bool is_digit(char byte, bool hex) {
    const char letter = (char)(byte | 0x20);
    return (byte >= '0' && byte <= '9') || (hex && letter >= 'a' && letter <= 'f');
}

/* Where the number of a reference ends; *large says whether it has more digits than a code point
 * can have. */
static const char *end_of_number(const char *at, const char *end, bool *large) {
    const bool hex = at < end && (*at | 0x20) == 'x';
    const char *first;
    at += hex;
    while (at < end && *at == '0') at++;
    for (first = at; at < end && is_digit(*at, hex);) at++;
    *large = at - first > (hex ? 6 : 7);
    return at;
}

/* gumbo adds up the digits of a reference whatever comes of it: "&#x80000000;" would end the text,
 * "&#xFFFFFFFFCC;" leave a byte that is no UTF-8. A number that is so large becomes U+FFFD, as
 * the HTML standard has it for all that are too large. *page and *size are those of the result. */
static nd_status tame(struct nd_pagetext *html, const char **page, size_t *size) {
    const char *const end = *page + *size, *clean = *page;
    nd_status status = ND_OK;
    html->tamed.size = 0;
    for (const char *at = *page; status == ND_OK && at < end;) {
        bool large = false;
        at = memchr(at, '&', (size_t)(end - at));
        if (at == NULL) break;
        if (++at == end || *at != '#') continue;
        const char *const number = ++at;
        at = end_of_number(at, end, &large);
        if (!large) continue;
        status = nd_buf_append(&html->tamed, clean, (size_t)(number - clean));
        if (status == ND_OK) status = nd_buf_append_string(&html->tamed, "xFFFD");
        clean = at;
    }
    if (status != ND_OK || clean == *page) return status;
    status = nd_buf_append(&html->tamed, clean, (size_t)(end - clean));
    *page = html->tamed.data;
    *size = html->tamed.size;
    return status;
}

/* ---- All together ---------------------------------------------------------------------------- */

static const GumboOutput *parse(struct nd_pagetext *html, const char *page, size_t size) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = deallocate;
    options.userdata = html;
    options.max_errors = 0;
    if (setjmp(html->escape) != 0) return NULL;
    return gumbo_parse_with_options(&options, page, size);
}

/* Drops the byte order mark, which gumbo takes for text: the title behind it were in the body. */
static void drop_mark(const char **page, size_t *size) {
    if (*size < 3 || memcmp(*page, "\xEF\xBB\xBF", 3) != 0) return;
    *page += 3;
    *size -= 3;
}

nd_status nd_pagetext_read(struct nd_pagetext *html, const char *page, size_t size,
                           struct nd_buf *out, const char **fault) {
    struct writer writer = {.out = out};
    const GumboOutput *output;
    out->size = 0;
    drop_mark(&page, &size);
    *fault = size > ND_HTML_BYTES ? "the page has more than 16 MiB" : NULL;
    if (*fault == NULL && is_deep(page, size))
        *fault = "the page has more than 10000 elements within each other";
    if (*fault != NULL || size == 0) return ND_OK;
    writer.status = tame(html, &page, &size);
    if (writer.status != ND_OK) return writer.status;
    output = parse(html, page, size);
    if (output != NULL) write_tree(&writer, output->root);
    if (output == NULL) writer.status = html->status;
    *fault = html->fault;
    clear(html);
    return writer.status;
}
