/*
 * sweep.h - text that is mostly above ASCII, at some hundreds of megabytes a second
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_SWEEP_H
#define ND_TEXT_SWEEP_H

#include "text/fold.h"

/* Folds on from fold->at, which is above ASCII, until ASCII prevails again, the text ends, about
 * ND_FOLD_ROOM bytes of folded text are there, or something is out of the ordinary: a code point
 * that is not `quick`, invalid bytes, or a special byte of ASCII. That may be at once; then nothing
 * is done. Leaves no trace points. */
void nd_sweep(struct nd_fold *fold);

#endif /* ND_TEXT_SWEEP_H */
