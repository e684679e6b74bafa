/*
 * newsdupes.h - which documents of a news corpus carry one report
 *
 * libnewsdupes takes documents in memory and gives back clusters of reprints. It does no input or
 * output, starts no threads and reads no clock, locale or environment. The program `newsdupes` is
 * built on these calls alone.
 *
 * The flow:
 *
 *     struct nd_options options;
 *     nd_options_init(&options);
 *     nd_corpus_new(&options, &corpus);
 *     nd_worker_new(corpus, &worker);                    one for each thread that adds documents
 *     nd_worker_add(worker, 0, text, size, ND_ENCODING_DETECT, NULL);       for each document
 *     nd_corpus_cluster(corpus, names, count, &result);
 *     ... read result->rows ...
 *     nd_result_free(result);
 *     nd_corpus_free(corpus);                            frees the workers too
 *
 * Words. A document is read as a sequence of words: Unicode compatibility decomposition (the
 * equivalence of NFKC) and case folding as utf8proc defines them; digits of any script are those of
 * ASCII, and yeh and kaf are those of Persian; letters, marks and digits make words, everything
 * else separates them; Han, kana, Thai, Lao, Khmer and Myanmar characters are words of their own;
 * URLs, e-mail addresses and the targets of markdown links give no words; a mark with nothing
 * before it leaves nothing. A word is known from then on by a hash of 32 bits, one of which says
 * whether it is a number: two different words at one place of an alignment are taken for equal with
 * a probability of 2^-31; two of those characters, which six bits tell from other words, of 2^-25.
 *
 * Boilerplate. Text that recurs in documents that agree little otherwise (mastheads, share bars,
 * footers) belongs to their sources and not to their reports. It is learned from the corpus when
 * all documents are there, and masked: for comparing and counting its words do not exist.
 *
 * Results depend on the set of (name, text) alone: not on the order of adding, the number of
 * workers, the kernel or the byte order of the machine. Two documents with equal name and equal
 * text are interchangeable.
 *
 * Failures. Every call that can fail returns an enum nd_status, ND_OK (0) or a negative value, and
 * sets its outputs to NULL or zero on failure. After ND_ERR_MEMORY a corpus can only be freed; one
 * to which a document could not be added for that reason will not be clustered.
 *
 * Threads. Calls on different corpora, and nd_worker_add on different workers of one corpus, may
 * run at the same time. Everything else on one corpus must not. Results, boilerplate, audits and
 * comparisons never change, and may be read by any threads.
 *
 * Callbacks (executor, observer, chooser, store) must not call back with the same corpus, and must
 * return: an exception or longjmp through the library leaves the corpus unusable and memory lost.
 *
 * Versions. Structs may grow with each minor version before 1.0: what is compiled with this header
 * is to be linked with a library of the same ND_VERSION_MAJOR and MINOR, which nd_version tells.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef NEWSDUPES_H
#define NEWSDUPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define ND_API __attribute__((visibility("default")))
#define ND_CHECK __attribute__((warn_unused_result))
#else
#define ND_API
#define ND_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version --------------------------------------------------------------------------------- */

#define ND_VERSION_MAJOR 0
#define ND_VERSION_MINOR 1
#define ND_VERSION_PATCH 0
#define ND_VERSION_STRING "0.1.0"

/* Versions of the library, of what it is linked with, and of Unicode when it was built; static
 * strings, never NULL. Word hashes and therefore results may differ between Unicode versions for
 * newly assigned characters. */
ND_API const char *nd_version(void);
ND_API const char *nd_xxhash_version(void);
ND_API const char *nd_utf8proc_version(void);
ND_API const char *nd_unicode_version(void);

/* ---- Status ---------------------------------------------------------------------------------- */

typedef enum nd_status {
    ND_OK = 0,
    ND_ERR_MEMORY = -1,    /* an allocation failed */
    ND_ERR_PARAM = -2,     /* an argument is out of its range */
    ND_ERR_KERNEL = -3,    /* the kernel asked for is unknown, or this machine cannot run it */
    ND_ERR_LIMIT = -4,     /* a stated limit was exceeded */
    ND_ERR_CANCELLED = -5, /* the executor was told to stop */
    ND_ERR_THREAD = -6,    /* the executor could not start a thread */
    ND_ERR_FULL = -7       /* the corpus has more fingerprints than there are numbers */
} nd_status;

/* One lower-case English sentence without a full stop; a static string for any value. */
ND_API const char *nd_status_text(nd_status status);

/* ---- Limits ---------------------------------------------------------------------------------- */

#define ND_MAX_DOCUMENTS 0xfffffff0u /* documents in a corpus */
#define ND_MAX_WORDS 0x7ffffff0u     /* words in one document */
#define ND_MAX_WORD_BYTES 4096       /* a longer run of letters counts as several words */
#define ND_THRESHOLD_UNIT 1000000u   /* nd_options.threshold counts in parts of this */
#define ND_THRESHOLD_DEFAULT 500000u

/* ---- Options --------------------------------------------------------------------------------- */

/* One piece of work: `task` counts from 0, `worker` is below the executor's number of workers and
 * is never in use by two pieces at once. A status other than ND_OK ends the run. */
typedef nd_status (*nd_task_fn)(void *context, size_t task, uint32_t worker);

/* How the core reaches threads. run() calls fn(context, t, w) once for every t in [0, tasks), which
 * may be none, in any order and at any time before it returns, and returns the first status that is
 * not ND_OK, or ND_ERR_CANCELLED when it stopped early. It is called by the thread that called the
 * library, never by fn. With run == NULL the core works serially; what is serial but is to be
 * cancelled wants a run() that is a loop, with one worker. */
struct nd_executor {
    void *self;
    uint32_t workers; /* at least 1 */
    nd_status (*run)(void *self, size_t tasks, nd_task_fn fn, void *context);
};

/* Who is told what nd_corpus_cluster is at: stage() is called with the name of each stage as it
 * begins, a static string of a few lower-case words, by the calling thread. With stage == NULL
 * nobody is. */
struct nd_observer {
    void *self;
    void (*stage)(void *self, const char *name);
};

/* Relations that can join the cluster of their match, as bits. */
#define ND_JOIN_UPDATES 1u
#define ND_JOIN_EXCERPTS 2u

/* A copy that may lead its cluster. */
struct nd_choice {
    uint32_t document;    /* the caller's number */
    uint32_t words;       /* without boilerplate */
    uint32_t boilerplate; /* words of it */
};

/* Who says which copy of a report is kept. choose() is called once for each finished cluster with
 * two copies or more, by the calling thread, and returns which of choices[0, count) is to be the
 * lead: choices[0] would lead otherwise; copies with its very words come next, the others from the
 * longest to the shortest, those with the same words by name. Updates and excerpts that joined the
 * cluster are not among them; in a cluster with old copies these are alone there, and a single one
 * is not asked about. With choose == NULL choices[0] leads. */
struct nd_chooser {
    void *self;
    size_t (*choose)(void *self, const struct nd_choice *choices, size_t count);
};

/* Where a corpus keeps what grows with its documents: some 6 kB for each. Called by all threads
 * that work on the corpus. */
struct nd_store {
    void *self;
    /* `size` bytes, zeros or anything, aligned for any type; NULL when there is no room: the call
     * that needs it fails with ND_ERR_MEMORY. */
    void *(*take)(void *self, size_t size, bool zero);
    void (*give_back)(void *self, void *memory, size_t size);
    /* Called now and then between steps: what was lent may leave memory until it is touched. NULL:
     * nothing is to be done. */
    void (*relieve)(void *self);
    /* Copies `size` bytes of what was lent, from `memory` on, and returns true; or returns false:
     * they may as well be read where they are. Asked by steps that go to documents in no order, of
     * which each would bring whole pages into memory. NULL: false. */
    bool (*read)(void *self, const void *memory, size_t size, void *to);
    /* Called before `size` bytes of what was lent are written to for the first time, one after the
     * other: to have them all at once takes less time than page by page. NULL: nothing is to be
     * done. */
    void (*prepare)(void *self, void *memory, size_t size);
};

struct nd_options {
    uint32_t threshold; /* least containment, in millionths, 1 to ND_THRESHOLD_UNIT */
    bool boilerplate;   /* learned from the corpus, and masked for comparing; true */
    unsigned joins;     /* relations that join the cluster of their match: ND_JOIN_…; 0 */
    bool pairs;         /* nd_corpus_cluster is to list the pairs that it found; false */
    bool recall;        /* nd_corpus_compare will be asked; false */
    const char *kernel; /* "portable", "sse4.1", "avx2", "avx512", "avx512vbmi2", "neon", or NULL:
                         * the best */
    struct nd_executor executor; /* used by nd_corpus_cluster; must outlive the corpus */
    struct nd_observer observer; /* likewise */
    struct nd_chooser chooser;   /* likewise */
    struct nd_store store;       /* must outlive the corpus and its result; take is NULL: malloc */
};

/* Fills in the defaults. */
ND_API void nd_options_init(struct nd_options *options);

/* The name of the kernel that `wanted` (NULL: the best) selects on this machine, or NULL when it is
 * unknown or cannot run here. A static string. */
ND_API const char *nd_kernel_name(const char *wanted);

/* ---- Adding documents ------------------------------------------------------------------------ */

struct nd_corpus;
struct nd_worker;

/* How the bytes of a document are to be read. */
typedef enum nd_encoding {
    /* UTF-16 when a byte order mark says so, else UTF-8 when the bytes are valid UTF-8 or hardly
     * any of them are not (more than two characters of several bytes for each that is of none; such
     * are read as U+FFFD), else Windows-1252. A byte order mark is dropped. A document with a NUL
     * byte that is not UTF-16 is binary: it has no words. */
    ND_ENCODING_DETECT,
    /* UTF-8, decoded by the caller: NUL separates words, and each invalid sequence is read as
     * U+FFFD, which separates words. */
    ND_ENCODING_UTF8
} nd_encoding;

/* What was found in a document: the encoding that it was read in, or why it has no words. */
typedef enum nd_content {
    ND_CONTENT_UTF8,
    ND_CONTENT_UTF16,
    ND_CONTENT_WINDOWS_1252,
    ND_CONTENT_BINARY
} nd_content;

struct nd_document_info {
    nd_content content;
    uint32_t words;
};

/* Makes an empty corpus; the options are copied. Fails with ND_ERR_MEMORY, ND_ERR_PARAM (threshold
 * or workers of the executor out of range, bits in joins that there are not, a store that takes
 * nothing back) or ND_ERR_KERNEL. */
ND_API ND_CHECK nd_status nd_corpus_new(const struct nd_options *options, struct nd_corpus **out);

/* Frees the corpus and its workers; results stay valid. NULL is fine. */
ND_API void nd_corpus_free(struct nd_corpus *corpus);

/* Makes a worker: the state of one thread that adds documents. It belongs to the corpus. Not to be
 * called while another thread uses the corpus. */
ND_API ND_CHECK nd_status nd_worker_new(struct nd_corpus *corpus, struct nd_worker **out);

/* Reads a document. `document` is the caller's number for it: the numbers of a corpus must be 0 to
 * count - 1, each added at most once by any of the workers; a number never added stands for a
 * document without words. `text` is borrowed for the call (NULL only with size 0). `info` may be
 * NULL. Fails with ND_ERR_MEMORY, with ND_ERR_PARAM for an encoding that there is not or once the
 * corpus was clustered, with ND_ERR_LIMIT for a document of more than ND_MAX_WORDS words or a
 * number of ND_MAX_DOCUMENTS or more, or with ND_ERR_FULL when this worker has no numbers for its
 * fingerprints, after thirty million articles or so; after all but the first the corpus goes on
 * without it. */
ND_API ND_CHECK nd_status nd_worker_add(struct nd_worker *worker, uint32_t document,
                                        const void *text, size_t size, nd_encoding encoding,
                                        struct nd_document_info *info);

/* ---- Sources --------------------------------------------------------------------------------- */

/* Says who printed the documents: sources[d] is the source of document d, any number from 1 to
 * `count`, or 0 where it is not known. What one source repeats around its reports is boilerplate
 * already when two of its documents have it; what many sources print about once each is not.
 * `guessed` when the numbers are but a guess, as from folders: they are used only if the documents
 * of each look alike. Where nothing is said, sources are told by the templates that documents have
 * in common. Copied; to be called before the documents are clustered, and with the same count. The
 * last call counts. Fails with ND_ERR_MEMORY or, for a number above count, ND_ERR_PARAM. */
ND_API ND_CHECK nd_status nd_corpus_set_sources(struct nd_corpus *corpus, const uint32_t *sources,
                                                size_t count, bool guessed);

/* ---- Old documents --------------------------------------------------------------------------- */

/* Says which documents are old: old[d] when document d is. They are read, compared and clustered
 * like all others, but have no rows; in a cluster that has old copies one of them is the lead, so
 * that the rows of the others name it: that with the same words as what would lead otherwise, else
 * the one with the most words, then the byte-smallest name. Of two versions the old one is never
 * the update, where the other one can be. Copied; to be called before the documents are clustered,
 * and with the same count. The last call counts. Fails with ND_ERR_MEMORY. */
ND_API ND_CHECK nd_status nd_corpus_set_old(struct nd_corpus *corpus, const bool *old,
                                            size_t count);

/* ---- Clusters -------------------------------------------------------------------------------- */

/* A name: any bytes. Orders clusters and rows, and decides between equals. */
struct nd_name {
    const char *bytes;
    size_t size;
};

/* What a document is to the lead of its cluster or, alone, to the document it was matched with. */
typedef enum nd_relation {
    ND_RELATION_LEAD,     /* the member to keep: the fullest and cleanest copy, unless another one
                             is old or chosen (see below) */
    ND_RELATION_EXACT,    /* the same words as the lead in the same order */
    ND_RELATION_REPRINT,  /* carries the report of the lead */
    ND_RELATION_ABRIDGED, /* likewise, in less than seven tenths of the words of the lead */
    ND_RELATION_UPDATE,   /* another version: half of it or more is shared, and both go on with 100
                             words or more, and a fifth of the shorter one, of their own; alone,
                             unless joined */
    ND_RELATION_EXCERPT,  /* a part of a longer document: less than two fifths of its words and
                             less than 50 words or a fifth, or not its beginning; alone, unless
                             joined */
    ND_RELATION_ROUNDUP,  /* strings parts of several reports together: always alone */
    ND_RELATION_UNIQUE    /* nothing else in the corpus carries its report */
} nd_relation;

/* The word that stands for a relation in tables; a static string. */
ND_API const char *nd_relation_name(nd_relation relation);

/* What two documents share: the words on their colinear alignment. Words that both have in the same
 * order make passages, in which at most six words in a row differ, of at least five common words,
 * ten where words are characters (or all words of a shorter document); in a corpus, up to 32 words
 * in a row where the text was misread, as one word in twenty shows that is known nowhere else.
 * Where words differ inside a passage, each word of the side with fewer stands in the place of one
 * of the other side: misread, misspelt or replaced, it is shared, though not equal. */
struct nd_measure {
    uint32_t shared;
    uint32_t equal;            /* of the shared words, those that are the same in both */
    uint32_t words_a, words_b; /* in a corpus: without boilerplate */
};

/* Similarity = shared / (words_a + words_b - shared); containment = shared / min(words_a, words_b);
 * in thousandths, rounded half up. 1000 for two documents without words. */
ND_API uint32_t nd_similarity(const struct nd_measure *measure);
ND_API uint32_t nd_containment(const struct nd_measure *measure);

struct nd_row {
    uint32_t document; /* the caller's number */
    uint32_t cluster;  /* from 1, in the byte order of the smallest name in each that has a row */
    uint32_t size;     /* members of that cluster, with old ones */
    uint32_t match;    /* the number of the document that it was matched with, or its own: the
                          lead, but for updates, excerpts and round-ups, and where the cluster was
                          found around another document than its lead */
    uint32_t lead;     /* the number of its lead: its own for a document alone */
    nd_relation relation;
    struct nd_measure measure; /* a: this document, b: the lead or, when alone, the match */
    uint64_t content;          /* a hash of the words of its lead, or without words of its name */
};

/* Two documents that were compared and are something to each other: near-identical ones,
 * candidates, and each document with its match. Not all pairs of a cluster are among them, since
 * not all are compared: see nd_corpus_audit. For documents with the same words the one with the
 * byte-smallest name stands, an old one if there are any; each of the others is in one pair, with
 * that one. So there are at most as many pairs as candidates and documents, twice, and each is
 * there once. Pairs of two old documents are left out.
 * The relation is EXACT, REPRINT, ABRIDGED, EXCERPT, UPDATE or, in a pair with a round-up, ROUNDUP.
 * Of two copies, and with an excerpt, `document` is the shorter one; of two round-ups the longer
 * one. */
struct nd_pair {
    uint32_t document, other;  /* the caller's numbers */
    nd_relation relation;      /* of document to other */
    struct nd_measure measure; /* a: document, b: other */
};

/* Counts of what was done, for those who tune or report. */
struct nd_counts {
    uint64_t words;        /* in all documents */
    uint64_t exact;        /* documents with the same words as another one before them */
    uint64_t masked;       /* words that were masked as boilerplate, in distinct documents */
    uint64_t fingerprints; /* windowed minima of the rest */
    uint64_t collapsed;    /* near-identical documents, set aside for the first of them */
    uint64_t weak_pairs;   /* pairs with a common fingerprint that were paired */
    uint64_t candidates;   /* of these, pairs that were compared */
    uint64_t verified;     /* of these, pairs that carry one report */
    uint64_t clusters;     /* that have rows */
    uint64_t copies;       /* rows of documents that are not the lead of their cluster */
    uint64_t known;        /* of these, those whose lead is an old document */
};

struct nd_result {
    const struct nd_row
        *rows; /* of all but old documents: by cluster, the lead first, then by name */
    size_t count;
    const struct nd_pair *pairs; /* none unless asked for; by the names of other and document */
    size_t pair_count;
    struct nd_counts counts;
};

/* Finds the clusters of all documents that were added. The lead of a cluster is the document that
 * shares the most words with the others; then the one with the most words, then the one with the
 * byte-smallest name. What every other member shares with it reaches the threshold; three quarters
 * of the shared words are equal (a word that is known nowhere else counts for four of the others);
 * not both have much text of their own; and the shorter of the two has at least two fifths of the
 * words of the longer one, or a fifth and 50 words. When the cluster is whole, an old copy, or the
 * one that options.chooser wants, becomes its lead instead: measures are to that one then, and
 * relations by its length, but how little the others share with it does not matter. `names` has
 * `count` entries, one for each document number; borrowed for the call. May be called once: what
 * was read is gone then, also when it fails, but for sources or old documents that were set for
 * another count. The result is the caller's, to be freed by nd_result_free before options.store
 * goes. Fails with ND_ERR_MEMORY, ND_ERR_PARAM (a document number of count or more was added, one
 * was added twice, sources or old documents were set for another count, the chooser named none of
 * its choices, or this is not the first call), ND_ERR_FULL (all workers together), ND_ERR_LIMIT (of
 * pairs), ND_ERR_CANCELLED or ND_ERR_THREAD. */
ND_API ND_CHECK nd_status nd_corpus_cluster(struct nd_corpus *corpus, const struct nd_name *names,
                                            size_t count, struct nd_result **out);
ND_API void nd_result_free(struct nd_result *result);

/* ---- Boilerplate ----------------------------------------------------------------------------- */

/* Boilerplate that was learned as one piece, and where to see it. Documents with the same words
 * count as one. */
struct nd_boilerplate_block {
    uint32_t documents;   /* that have it, or parts of it */
    uint32_t sources;     /* that print it, as far as they are known; 0: none is */
    uint64_t words;       /* that were masked in all of them together */
    uint32_t document;    /* the caller's number of one that has as much of it as any, ... */
    uint32_t first, last; /* ... and its words there: [first, last) */
};

struct nd_boilerplate {
    const struct nd_boilerplate_block *blocks; /* `count` of them, most words first */
    size_t count;
    uint32_t documents; /* that have any */
    uint64_t words;     /* that were masked: the sum of those of the blocks */
};

/* Learns boilerplate as nd_corpus_cluster does, and says what it is. To be called instead of it; to
 * be freed by nd_boilerplate_free. Fails like it. */
ND_API ND_CHECK nd_status nd_corpus_boilerplate(struct nd_corpus *corpus,
                                                const struct nd_name *names, size_t count,
                                                struct nd_boilerplate **out);
ND_API void nd_boilerplate_free(struct nd_boilerplate *boilerplate);

/* The words of a block as they stand in the text of its document. */
struct nd_quotation {
    const char *text; /* UTF-8, from the first word to the last one; no NUL follows */
    size_t size;      /* in bytes */
    size_t line;      /* of the document, from 1, where it begins */
};

/* Quotes the words of a block from the text of its document, which is read as nd_worker_add reads
 * it. What is quoted is borrowed from the text, or from the corpus until the next call. Not to be
 * called while another thread uses the corpus. Fails with ND_ERR_MEMORY, ND_ERR_LIMIT, or
 * ND_ERR_PARAM when the text has no such words. */
ND_API ND_CHECK nd_status nd_corpus_quote(struct nd_corpus *corpus,
                                          const struct nd_boilerplate_block *block,
                                          const void *text, size_t size, nd_encoding encoding,
                                          struct nd_quotation *out);

/* ---- Auditing -------------------------------------------------------------------------------- */

/* How well the candidate step, which decides what pairs are compared at all, did on a corpus. */
struct nd_audit_options {
    uint32_t sample; /* documents to compare with all others, at least 1; 1000 */
    uint64_t seed;   /* another seed, another sample; 0 */
};

/* Fills in the defaults. */
ND_API void nd_audit_options_init(struct nd_audit_options *options);

/* `part` of `whole` pairs that were found; the share that this is, and bounds that hold the share
 * of the whole corpus in 95 of 100 samples or more, in parts of ND_THRESHOLD_UNIT. The bounds mind
 * that the pairs of a document are not independent of each other. They are 0 and all when there
 * are no pairs to judge by, and no bounds are needed when the sample is the whole corpus. */
struct nd_estimate {
    uint64_t part, whole;
    uint32_t share, low, high;
};

/* Two documents that carry one report: nd_corpus_cluster would take the second into the cluster of
 * the first if that was its lead. */
struct nd_audit_pair {
    uint32_t a, b;             /* the caller's numbers; a is the longer one, without boilerplate */
    struct nd_measure measure; /* of both, without boilerplate */
    bool proposed;             /* the candidate step found the pair */
    bool together;             /* the two are in one cluster */
};

/* Pairs with a round-up, which is always alone, are counted in the first of the estimates only. */
struct nd_audit {
    uint32_t documents;                /* that have words; of those with the same words only one */
    uint32_t sampled;                  /* of these, compared with all others */
    struct nd_estimate roundups;       /* pairs with a round-up, of all that carry one report */
    struct nd_estimate missed;         /* pairs not proposed, of all pairs */
    struct nd_estimate rejoined;       /* pairs not proposed but together, of those not proposed */
    struct nd_estimate lost;           /* pairs neither proposed nor together, of all pairs */
    struct nd_estimate apart;          /* pairs not together, of all pairs */
    const struct nd_audit_pair *pairs; /* all pairs, each once, longer documents first */
    size_t pair_count;
};

/* Clusters the documents as nd_corpus_cluster does, compares a random sample of them with all
 * others, exactly, and estimates what the candidate step missed. The sample is drawn by the words
 * of the documents and the seed, and by nothing else. Near-identical documents that were set aside
 * are proposed where the document that stands for them is. Time and memory are those of clustering
 * and, for each document in the sample, of aligning it with all that have much in common with it.
 * To be called instead of nd_corpus_cluster, and freed by nd_audit_free; fails like it, or with
 * ND_ERR_PARAM for a sample of 0. */
ND_API ND_CHECK nd_status nd_corpus_audit(struct nd_corpus *corpus,
                                          const struct nd_audit_options *options,
                                          const struct nd_name *names, size_t count,
                                          struct nd_audit **out);
ND_API void nd_audit_free(struct nd_audit *audit);

/* ---- Comparing two documents ----------------------------------------------------------------- */

/* A passage that both documents have: byte ranges, half open, in the two texts below. */
struct nd_passage {
    size_t a_begin, a_end;
    size_t b_begin, b_end;
    uint32_t words; /* words in it that are the same in both */
};

/* Bytes of a text, half open. */
struct nd_range {
    size_t begin, end;
};

struct nd_comparison {
    struct nd_measure measure;
    const struct nd_passage *passages; /* ascending in both texts, not overlapping */
    size_t passage_count;
    /* Likewise, and each within a passage: stretches of words that are the same in both. What lies
     * between two of them stands in the place of each other. */
    const struct nd_passage *equals;
    size_t equal_count;
    /* The two texts as UTF-8, without a byte order mark: what the ranges refer to. */
    const char *text_a, *text_b;
    size_t size_a, size_b;
    /* What is masked in them, ascending; it is in no stretch of equal words. */
    const struct nd_range *masked_a, *masked_b;
    size_t masked_a_count, masked_b_count;
    struct nd_document_info info_a, info_b;
};

/* Compares two documents as nd_corpus_cluster does, but masks no boilerplate, which only a corpus
 * can show, and says which passages they share. Of the options the kernel alone counts. The result
 * is the caller's, to be freed by nd_comparison_free, and borrows nothing. Fails with
 * ND_ERR_MEMORY, ND_ERR_PARAM, ND_ERR_KERNEL or ND_ERR_LIMIT. */
ND_API ND_CHECK nd_status nd_compare(const struct nd_options *options, const void *a, size_t a_size,
                                     const void *b, size_t b_size, nd_encoding encoding,
                                     struct nd_comparison **out);
ND_API void nd_comparison_free(struct nd_comparison *comparison);

/* A document of a corpus with its text, which is read as nd_worker_add reads it. */
struct nd_text {
    uint32_t document;
    const void *bytes; /* NULL only with size 0 */
    size_t size;
    nd_encoding encoding;
};

/* Compares two documents as nd_corpus_cluster has compared them: without the boilerplate that was
 * masked in them, and with the words that the corpus knows. To be called after it, when
 * nd_options.recall was set. Not to be called while another thread uses the corpus. Fails like
 * nd_compare, and with ND_ERR_PARAM for documents that were not clustered, or a text with fewer
 * words than its document has masked. */
ND_API ND_CHECK nd_status nd_corpus_compare(struct nd_corpus *corpus, const struct nd_text texts[2],
                                            struct nd_comparison **out);

#ifdef __cplusplus
}
#endif

#endif /* NEWSDUPES_H */
