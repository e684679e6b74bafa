/*
 * test_io_parallel.h - reading with several threads, for the tests of src/io and src/read
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEST_IO_PARALLEL_H
#define ND_TEST_IO_PARALLEL_H

#include "test_io_scratch.h"

#include "par/par.h"

struct lane {
    struct nd_reader *reader;
    struct taken *taken;
};

/* As take_text, but several threads count. */
static inline nd_status take_one(void *context, const struct nd_document *document) {
    struct lane *const lane = context;
    return take_text(lane->taken, document);
}

static inline nd_status drain_lane(void *context, size_t task, uint32_t worker) {
    struct lane *const lane = (struct lane *)context + task;
    nd_status status = ND_OK;
    (void)worker;
    for (bool more = true; more && status == ND_OK;)
        status = nd_reader_next(lane->reader, take_one, lane, &more);
    return status;
}

/* Reads with `threads` readers; returns what describe says. */
static inline struct nd_buf read_parallel(struct nd_input *input, uint32_t threads) {
    struct lane lanes[4];
    struct taken *const all = calloc(1, sizeof *all);
    struct nd_pool *pool;
    struct nd_executor executor;
    struct nd_buf result;
    assert_non_null(all);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    for (uint32_t i = 0; i < threads; i++) {
        lanes[i].taken = calloc(1, sizeof *lanes[i].taken);
        assert_non_null(lanes[i].taken);
        assert_int_equal(nd_reader_new(input, &lanes[i].reader), ND_OK);
    }
    assert_int_equal(nd_pool_new(threads, NULL, &pool), ND_OK);
    executor = nd_pool_executor(pool);
    assert_int_equal(executor.run(executor.self, threads, drain_lane, lanes), ND_OK);
    nd_pool_free(pool);
    for (uint32_t i = 0; i < threads; i++) {
        for (size_t k = 0; k < 512; k++) {
            if (lanes[i].taken->texts[k].size != 0) all->texts[k] = lanes[i].taken->texts[k];
        }
        all->count += lanes[i].taken->count;
        nd_reader_free(lanes[i].reader);
        free(lanes[i].taken);
    }
    result = describe(input, all);
    taken_free(all);
    free(all);
    return result;
}

#endif /* ND_TEST_IO_PARALLEL_H */
