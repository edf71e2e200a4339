/** Text to train on or to validate by. */
export interface TrainingText {
  /** Token ids, documents one after the other. */
  tokens: Uint16Array;
  /** UTF-8 bytes that the tokens stand for. */
  bytes: number;
}
