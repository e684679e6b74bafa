/*
 * prop_score.c - measures and wrong pairs against counting all pairs; what never changes them
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "prop/prop.h"
#include "score/score.h"
#include "score/wrong.h"

enum { MOST = 60 };

/* Two clusterings, and pairs that were judged, as a matrix: 's'ame, 'o'pen, or 0. */
struct problem {
    uint32_t truth[MOST], found[MOST], count;
    char judged[MOST][MOST];
    struct nd_judged lists;
    const struct nd_judged *used; /* NULL or &lists */
};

static struct nd_clusterings clusterings_of(const struct problem *p) {
    return (struct nd_clusterings){p->truth, p->found, p->count};
}

static void must(nd_status status) {
    if (status != ND_OK) abort();
}

static void judge(struct problem *p, uint32_t a, uint32_t b, char verdict) {
    if (a == b || p->judged[a][b] != 0) return;
    p->judged[a][b] = p->judged[b][a] = verdict;
    must(nd_judged_add(verdict == 's' ? &p->lists.same : &p->lists.open, a, b));
}

static void make_problem(struct prop_random *random, struct problem *p) {
    uint32_t sizes;
    memset(p, 0, sizeof *p);
    p->count = 1 + prop_below(random, MOST);
    sizes = 1 + prop_below(random, p->count);
    for (uint32_t i = 0; i < p->count; i++) {
        p->truth[i] = prop_below(random, sizes);
        p->found[i] = prop_below(random, 3) == 0 ? prop_below(random, sizes) : p->truth[i];
    }
    if (prop_below(random, 2) == 0) return;
    for (uint32_t i = prop_below(random, 200); i > 0; i--)
        judge(p, prop_below(random, p->count), prop_below(random, p->count),
              prop_below(random, 3) == 0 ? 'o' : 's');
    must(nd_judged_settle(&p->lists));
    p->used = &p->lists;
}

static struct nd_score measure(const struct problem *p) {
    const struct nd_clusterings c = clusterings_of(p);
    struct nd_score score;
    must(nd_score_measure(&c, p->used, &score));
    return score;
}

static bool belong(const struct problem *p, uint32_t a, uint32_t b) {
    return p->used != NULL ? p->judged[a][b] == 's' : p->truth[a] == p->truth[b];
}

static bool near(double a, double b) { return fabs(a - b) < 1e-9; }

/* ---- Measures -------------------------------------------------------------------------------- */

static bool pairs_are_counted(struct prop_random *random) {
    static struct problem p;
    uint64_t joined = 0, same = 0, right = 0;
    struct nd_score score;
    make_problem(random, &p);
    score = measure(&p);
    for (uint32_t a = 0; a < p.count; a++) {
        for (uint32_t b = a + 1; b < p.count; b++) {
            const bool is_joined = p.found[a] == p.found[b];
            joined += is_joined && !(p.used != NULL && p.judged[a][b] == 'o');
            same += belong(&p, a, b);
            right += is_joined && belong(&p, a, b);
        }
    }
    nd_judged_free(&p.lists);
    return score.joined_pairs == joined && score.true_pairs == same && score.right_pairs == right;
}

/* The index by its definition in Hubert and Arabie: (index - expected) / (most - expected). */
static double defined_ari(const struct problem *p) {
    double both = 0, truth = 0, found = 0, all = 0, expected;
    for (uint32_t a = 0; a < p->count; a++) {
        for (uint32_t b = a + 1; b < p->count; b++) {
            both += p->truth[a] == p->truth[b] && p->found[a] == p->found[b];
            truth += p->truth[a] == p->truth[b];
            found += p->found[a] == p->found[b];
            all++;
        }
    }
    expected = all != 0 ? truth * found / all : 0;
    return (truth + found) / 2 == expected ? 1
                                           : (both - expected) / ((truth + found) / 2 - expected);
}

/* The mean over documents, as Bagga and Baldwin define it. */
static double defined_bcubed(const uint32_t *of, const uint32_t *in, uint32_t count) {
    double sum = 0;
    for (uint32_t a = 0; a < count; a++) {
        double common = 0, size = 0;
        for (uint32_t b = 0; b < count; b++) {
            size += of[a] == of[b];
            common += of[a] == of[b] && in[a] == in[b];
        }
        sum += common / size;
    }
    return sum / count;
}

static bool measures_are_as_defined(struct prop_random *random) {
    static struct problem p;
    struct nd_score score;
    make_problem(random, &p);
    score = measure(&p);
    nd_judged_free(&p.lists);
    return near(score.ari, defined_ari(&p)) &&
           near(score.bcubed_precision, defined_bcubed(p.found, p.truth, p.count)) &&
           near(score.bcubed_recall, defined_bcubed(p.truth, p.found, p.count));
}

/* Other numbers for the documents and for the clusters change no bit. */
static bool numbering_changes_nothing(struct prop_random *random) {
    static struct problem p, q;
    struct nd_score before, after;
    uint32_t shift;
    make_problem(random, &p);
    nd_judged_free(&p.lists);
    p.used = NULL;
    q = p;
    shift = prop_below(random, q.count);
    for (uint32_t i = 0; i < q.count; i++) {
        q.truth[i] = (q.truth[i] + shift) % q.count;
        q.found[i] = q.count - 1 - q.found[i];
    }
    for (uint32_t i = q.count - 1; i > 0; i--) {
        const uint32_t k = prop_below(random, i + 1), t = q.truth[i], f = q.found[i];
        q.truth[i] = q.truth[k];
        q.found[i] = q.found[k];
        q.truth[k] = t;
        q.found[k] = f;
    }
    before = measure(&p);
    after = measure(&q);
    return memcmp(&before, &after, sizeof before) == 0;
}

static bool swapping_swaps_precision_and_recall(struct prop_random *random) {
    static struct problem p, q;
    struct nd_score there, back;
    make_problem(random, &p);
    nd_judged_free(&p.lists);
    p.used = NULL;
    q = p;
    memcpy(q.truth, p.found, sizeof q.truth);
    memcpy(q.found, p.truth, sizeof q.found);
    there = measure(&p);
    back = measure(&q);
    return there.ari == back.ari && there.precision == back.recall &&
           there.bcubed_precision == back.bcubed_recall && there.f1 == back.f1;
}

static bool itself_is_perfect(struct prop_random *random) {
    static struct problem p;
    struct nd_score score;
    make_problem(random, &p);
    nd_judged_free(&p.lists);
    p.used = NULL;
    memcpy(p.found, p.truth, sizeof p.found);
    score = measure(&p);
    return score.ari == 1 && score.bcubed_f1 == 1 && score.f1 == 1;
}

/* Clusters drawn without looking at the truth have an index of 0 on the average. */
static bool chance_is_zero(struct prop_random *random) {
    static struct problem p;
    double sum = 0;
    memset(&p, 0, sizeof p);
    p.count = MOST;
    for (int round = 0; round < 2000; round++) {
        for (uint32_t i = 0; i < p.count; i++) {
            p.truth[i] = prop_below(random, 8);
            p.found[i] = prop_below(random, 5);
        }
        sum += measure(&p).ari;
    }
    return fabs(sum / 2000) < 0.003;
}

/* ---- Pairs that are wrong -------------------------------------------------------------------- */

struct seen {
    char pairs[MOST][MOST];
    uint64_t count;
    bool repeated;
};

static nd_status see(void *context, uint32_t a, uint32_t b) {
    struct seen *const seen = context;
    seen->repeated |= seen->pairs[a][b] != 0;
    seen->pairs[a][b] = seen->pairs[b][a] = 1;
    seen->count++;
    return ND_OK;
}

static bool wrong_pairs_are_all_that_are_wrong(struct prop_random *random) {
    static struct problem p;
    static struct seen joined, parted;
    struct nd_clusterings c;
    bool good;
    memset(&joined, 0, sizeof joined);
    memset(&parted, 0, sizeof parted);
    make_problem(random, &p);
    c = clusterings_of(&p);
    must(nd_wrong_joined(&c, p.used, UINT64_MAX, see, &joined));
    must(nd_wrong_parted(&c, p.used, UINT64_MAX, see, &parted));
    good = !joined.repeated && !parted.repeated;
    for (uint32_t a = 0; a < p.count; a++) {
        for (uint32_t b = 0; b < p.count; b++) {
            const bool together = p.found[a] == p.found[b], same = belong(&p, a, b);
            const bool open = p.used != NULL && p.judged[a][b] == 'o';
            if (a == b) continue;
            good = good && (joined.pairs[a][b] != 0) == (together && !same && !open);
            good = good && (parted.pairs[a][b] != 0) == (!together && same);
        }
    }
    nd_judged_free(&p.lists);
    return good;
}

static bool fewer_wrong_pairs_are_the_first_ones(struct prop_random *random) {
    static struct problem p;
    static struct seen all, some;
    struct nd_clusterings c;
    uint64_t most;
    bool good = true;
    memset(&all, 0, sizeof all);
    memset(&some, 0, sizeof some);
    make_problem(random, &p);
    c = clusterings_of(&p);
    most = prop_below(random, 50);
    must(nd_wrong_joined(&c, p.used, UINT64_MAX, see, &all));
    must(nd_wrong_joined(&c, p.used, most, see, &some));
    for (uint32_t a = 0; a < MOST; a++)
        for (uint32_t b = 0; b < MOST; b++) good = good && some.pairs[a][b] <= all.pairs[a][b];
    nd_judged_free(&p.lists);
    return good && some.count == (all.count < most ? all.count : most);
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "pairs are counted as by looking at each", pairs_are_counted, 2000);
    failed |= prop_try(2, "measures are as defined", measures_are_as_defined, 2000);
    failed |= prop_try(3, "numbering changes nothing", numbering_changes_nothing, 2000);
    failed |= prop_try(4, "swapping the two swaps precision and recall",
                       swapping_swaps_precision_and_recall, 2000);
    failed |= prop_try(5, "a clustering agrees with itself", itself_is_perfect, 2000);
    failed |= prop_try(6, "clusters by chance have an index of zero", chance_is_zero, 3);
    failed |=
        prop_try(7, "wrong pairs are all that are wrong", wrong_pairs_are_all_that_are_wrong, 2000);
    failed |= prop_try(8, "fewer wrong pairs are the first ones",
                       fewer_wrong_pairs_are_the_first_ones, 2000);
    return failed;
}
