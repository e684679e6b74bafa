/*
 * example.c - the smallest user of libnewsdupes: four documents in memory, their clusters out
 *
 * Uses the public header and nothing else; it is built and run by every `make check`, also against
 * an installed copy. The API is too big when this cannot stay so small.
 *
 * SPDX-License-Identifier: MIT
 */
#include <newsdupes.h>
#include <stdio.h>
#include <string.h>

#define REPORT "the council of Port Ellery voted on Monday to rebuild the old harbour wall "
#define REST "after two storms in one month had broken it in three places, the mayor said"

int main(void) {
    static const struct nd_name names[] = {
        {"ferry", 5}, {"gazette", 7}, {"herald", 6}, {"post", 4}};
    static const char *const texts[] = {"No ferry will run between the islands until Thursday",
                                        REPORT REST, "HARBOUR. " REPORT REST " (more soon)", ""};
    struct nd_options options;
    struct nd_corpus *corpus;
    struct nd_worker *worker = NULL;
    struct nd_result *result = NULL;
    nd_options_init(&options);
    nd_status status = nd_corpus_new(&options, &corpus);
    if (status == ND_OK) status = nd_worker_new(corpus, &worker);
    for (uint32_t i = 0; status == ND_OK && i < 4; i++)
        status = nd_worker_add(worker, i, texts[i], strlen(texts[i]), ND_ENCODING_DETECT, NULL);
    if (status == ND_OK) status = nd_corpus_cluster(corpus, names, 4, &result);
    for (size_t i = 0; status == ND_OK && i < result->count; i++)
        printf("# %u %s %s\n", (unsigned)result->rows[i].cluster,
               nd_relation_name(result->rows[i].relation), names[result->rows[i].document].bytes);
    int right = status == ND_OK && result->counts.clusters == 3 && result->counts.copies == 1;
    printf("%s 1 - three clusters: %s\n", right ? "ok" : "not ok", nd_status_text(status));
    nd_result_free(result);
    nd_corpus_free(corpus);
    return right ? 0 : 1;
}
