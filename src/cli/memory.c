/*
 * memory.c - see memory.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/memory.h"

#include "io/complain.h"

static nd_status run_piece(void *context, size_t task, uint32_t worker) {
    struct cli_memory *memory = context;
    const nd_status status = memory->work(memory->context, task, worker);
    nd_spill_relieve(memory->spill);
    nd_spill_tidy(memory->spill, false);
    return status;
}

static nd_status run(void *self, size_t tasks, nd_task_fn fn, void *context) {
    struct cli_memory *memory = self;
    memory->work = fn;
    memory->context = context;
    return memory->executor.run(memory->executor.self, tasks, run_piece, memory);
}

struct nd_executor cli_memory_executor(struct cli_memory *memory, struct nd_executor executor) {
    memory->executor = executor;
    executor.self = memory;
    executor.run = run;
    return executor;
}

static void say_folder(const struct cli_memory *memory, struct cli_messages *messages, int error) {
    const struct nd_report report = cli_messages_report(messages);
    nd_complain_errno(&report, "cannot write to the temporary folder",
                      nd_spill_folder(memory->spill), error);
}

nd_status cli_memory_begin(struct cli_memory *memory, const struct cli_settings *settings,
                           struct cli_messages *messages) {
    const nd_status status = nd_spill_new(settings->memory, settings->temp_dir, &memory->spill);
    int error;
    if (status != ND_OK || settings->temp_dir == NULL) return status;
    if (nd_spill_try(memory->spill, &error)) return ND_OK;
    say_folder(memory, messages, error);
    return ND_ERR_PARAM;
}

static nd_status tidy(void *context, size_t task, uint32_t worker) {
    const struct cli_memory *memory = context;
    (void)task;
    (void)worker;
    nd_spill_tidy(memory->spill, true);
    return ND_OK;
}

void cli_memory_tidy(struct cli_memory *memory) {
    const struct nd_executor *executor = &memory->executor;
    (void)executor->run(executor->self, executor->workers, tidy, memory);
}

void cli_memory_free(struct cli_memory *memory) { nd_spill_free(memory->spill); }

nd_status cli_memory_failure(const struct cli_memory *memory, struct cli_messages *messages,
                             nd_status status) {
    const int error = memory->spill != NULL ? nd_spill_error(memory->spill) : 0;
    if (status != ND_ERR_MEMORY || error == 0) return status;
    say_folder(memory, messages, error);
    return ND_ERR_PARAM;
}
