/** Requests and answers of `/v1/classify`, written out as those of wire.ts are. */

/** A field may be null, which means absent. */
export interface ClassifyRequest {
  /** Name of a model that classifies. Else the server has its own. */
  model?: string | null;
  /** A text, or several of them. */
  input: string | string[];
  /** So many names of each text, the likeliest first. */
  top_k?: number | null;
  /** Least probability at which a name is said: one for all, by name, or one of the model's own. */
  threshold?: number | 'f1' | 'precision95' | Record<string, number> | null;
  /** Only these names are chosen from. */
  labels?: string[] | null;
  /** How common names are where the texts come from. */
  priors?: Record<string, number> | null;
  /** Which words weighed for the label, or for the name that is given. */
  explain?: boolean | string | null;
  user?: string | null;
}

/** A name and how likely it is. */
export interface LabelScore {
  label: string;
  score: number;
}

/** What one text is. */
export interface Classification {
  index: number;
  /** The likeliest name; null where none is sure enough, and of targets. */
  label: string | null;
  score: number;
  labels: LabelScore[];
  /** Of a model whose names do not exclude each other: all that are sure enough. */
  said?: string[];
  /** Of a model of targets: its numbers by name. */
  values?: Record<string, number>;
  /** Of every name, in the order of the model's `classification.names`. */
  probs: number[];
  num_classes: number;
  /** Nothing is sure enough, or the text has nothing to go by. */
  abstained: boolean;
  /** Only with `explain`: words with their places in Unicode characters. */
  explain?: { label: string; words: { start: number; end: number; text: string; weight: number }[] };
}

/** The answer of `/v1/classify`. */
export interface Classifications {
  id: string;
  object: 'list';
  created: number;
  model: string;
  system_fingerprint: string;
  /** One for each input, in order. */
  data: Classification[];
  usage: { prompt_tokens: number; total_tokens: number; completion_tokens: 0 };
}
