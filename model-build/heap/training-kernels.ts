/** The compiled training kernels, typed. A name of an array is the byte address of its first number on the heap. */

/** The exports of training-kernels.wasm. */
export interface TrainingKernels {
  /** y `[rows, width]`: every row becomes bias `[width]`. */
  fillRows(y: number, bias: number, rows: number, width: number): void;
  /** sums `[width]` += the sum of the rows of x `[rows, width]`. */
  addRows(x: number, sums: number, rows: number, width: number): void;
  /** y `[rows, width]` = scale * table[ids[row]]. */
  gatherRows(table: number, ids: number, y: number, rows: number, width: number, scale: number): void;
  /** dTable[ids[row]] += scale * dy[row]. */
  scatterRows(dy: number, ids: number, dTable: number, rows: number, width: number, scale: number): void;
  /** y = x gain / rms(x), `[rows, width]`; scale `[rows]` keeps 1 / rms for the backward pass. */
  normForward(
    x: number,
    gain: number,
    y: number,
    scale: number,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  /** dx from dy, and dGain added to. */
  normBackward(
    x: number,
    gain: number,
    dy: number,
    scale: number,
    dx: number,
    dGain: number,
    rows: number,
    width: number,
  ): void;
  /** y = x + shift (before - x), `[rows, width]`; before holds the rows of one time step earlier. */
  shiftForward(x: number, before: number, shift: number, y: number, rows: number, width: number): void;
  /** dx = dy (1 - shift) + later shift; later is dy of one time step later, 0 for the last. dShift is added to. */
  shiftBackward(
    x: number,
    before: number,
    shift: number,
    dy: number,
    later: number,
    dx: number,
    dShift: number,
    rows: number,
    width: number,
  ): void;
  /** y `[rows, width]` = silu(g) u, from rows `[rows, 2 width]` of x that hold u, then g. */
  feedForward(x: number, y: number, rows: number, width: number): void;
  /** dx `[rows, 2 width]` from dy `[rows, width]`. */
  feedBackward(x: number, dy: number, dx: number, rows: number, width: number): void;
  /** values `[n]`: x W + b + h U, overwritten with h'. n is a multiple of 4. */
  elmanForward(values: number, n: number, activation: number): void;
  /** gradient `[n]`: d loss / d h' from above, overwritten with d loss / d sums; carry `[n]` comes from the next step. */
  elmanBackward(after: number, gradient: number, carry: number, n: number, activation: number): void;
  /** input `[batch, 3 hidden]`: x W + b, overwritten with z, r, n. state: h U + u. before, after `[batch, hidden]`. */
  gruForward(
    input: number,
    state: number,
    before: number,
    after: number,
    batch: number,
    hidden: number,
  ): void;
  /** gates: z, r, n, overwritten with d input. state: overwritten with d state. carry: in from the next step, out dh z. */
  gruBackward(
    gates: number,
    state: number,
    before: number,
    dAfter: number,
    carry: number,
    batch: number,
    hidden: number,
  ): void;
  /** gates `[batch, 4 hidden]`: x W + b + h U, overwritten with i, f, g, o. before, cell: c; after: h. */
  lstmForward(
    gates: number,
    before: number,
    cell: number,
    after: number,
    batch: number,
    hidden: number,
  ): void;
  /** gates: i, f, g, o, overwritten with d gates. cellCarry: in d c from the next step, out for the step before. */
  lstmBackward(
    gates: number,
    before: number,
    cell: number,
    dAfter: number,
    carry: number,
    cellCarry: number,
    batch: number,
    hidden: number,
  ): void;
  /** gates `[batch, 3 hidden]`: x W + b, kept. before, after, output `[batch, hidden]`. */
  scanForward(
    gates: number,
    before: number,
    after: number,
    output: number,
    batch: number,
    hidden: number,
    bound: number,
  ): void;
  /** gates: overwritten with d gates. carry: in d h from the next step, out d h. */
  scanBackward(
    gates: number,
    before: number,
    after: number,
    dOutput: number,
    carry: number,
    batch: number,
    hidden: number,
    bound: number,
  ): void;
  /** logits `[rows, vocabulary]`: overwritten with scale (softmax - one-hot). dBias is added to; 0 wants the loss alone. parts `[rows, 2]`: the loss of a row is ln(first) + second. */
  softmaxLoss(
    logits: number,
    bias: number,
    dBias: number,
    targets: number,
    parts: number,
    rows: number,
    vocabulary: number,
    scale: number,
  ): void;
  /** Sum of squares of x `[n]`. */
  sumSquares(x: number, n: number): number;
  /** All arrays `[n]`. clip scales the gradient; rate holds the correction of the first moment, correction that of the second. */
  adamw(
    weight: number,
    gradient: number,
    mean: number,
    square: number,
    average: number,
    n: number,
    clip: number,
    rate: number,
    decay: number,
    beta1: number,
    beta2: number,
    correction: number,
    epsilon: number,
    averaging: number,
  ): void;
  /** Bytes that `gemm` wants at scratch. */
  gemmScratch(): number;
  /** C `[m, n]` = A B, or C += A B with add 1. Element (i, k) of A lies at a + 4 (i aRow + k aColumn). */
  gemm(
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    m: number,
    n: number,
    depth: number,
    add: number,
    scratch: number,
  ): void;
}
