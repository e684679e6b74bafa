/*
 * stages.c - see stages.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/stages.h"

#include <string.h>

static size_t find(struct cli_stages *stages, const char *name) {
    for (size_t i = 0; i < stages->count; i++) {
        if (strcmp(stages->stages[i].name, name) == 0) return i;
    }
    if (stages->count == CLI_STAGES_MAX) return CLI_STAGES_MAX - 1;
    stages->stages[stages->count] = (struct cli_stage){.name = name};
    return stages->count++;
}

void cli_stages_begin(struct cli_stages *stages, struct cli_progress *progress, const char *name) {
    *stages = (struct cli_stages){
        .progress = progress, .began = cli_clock(), .cpu_began = cli_cpu_clock()};
    stages->current = find(stages, name);
}

void cli_stages_end(struct cli_stages *stages) {
    struct cli_stage *const stage = &stages->stages[stages->current];
    const uint64_t now = cli_clock(), cpu = cli_cpu_clock();
    stage->nanoseconds += now - stages->began;
    stage->cpu += cpu - stages->cpu_began;
    stages->began = now;
    stages->cpu_began = cpu;
}

void cli_stages_next(struct cli_stages *stages, const char *name) {
    cli_stages_end(stages);
    stages->current = find(stages, name);
    cli_progress_stage(stages->progress, name);
}

static void observe(void *self, const char *name) { cli_stages_next(self, name); }

struct nd_observer cli_stages_observer(struct cli_stages *stages) {
    return (struct nd_observer){stages, observe};
}
