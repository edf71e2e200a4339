// Training kernels on the heap of tfjs's wasm backend. No static data: that memory is not ours.

export { feedBackward, feedForward, normBackward, normForward, shiftBackward, shiftForward } from './block';
export { elmanBackward, elmanForward } from './elman';
export { gemm, gemmScratch } from './gemm';
export { gruBackward, gruForward } from './gru';
export { lstmBackward, lstmForward } from './lstm';
export { adamw, sumSquares } from './optimizer';
export { addRows, fillRows, gatherRows, scatterRows } from './rows';
export { scanBackward, scanForward } from './scan';
export { softmaxLoss } from './softmax';
