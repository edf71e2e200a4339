/** What a model is for: absent from a manifest, it completes text; else it says of a whole text what it is. */
import * as z from './zod.ts';

/** Names of a model at most, and what is read in one request. */
export const MOST_NAMES = 1024;

const probability = z.number().check(z.gte(0), z.lte(1));
const name = z.string().check(z.minLength(1), z.maxLength(64));

/** What the manifest of a model says that is no language model. Every list is `[names]`, in the order of the graph's logits. */
export const TaskSchema = z
  .object({
    /** `classes`: one of the names is right (softmax). `labels`: any of them may be (sigmoids). `targets`: a number for each. */
    kind: z.enum(['classes', 'labels', 'targets']),
    names: z.array(name).check(
      z.minLength(1),
      z.maxLength(MOST_NAMES),
      z.refine((names) => new Set(names).size === names.length, 'wanted each name once'),
    ),
    /**
     * Least probability at which a name is said: where F1 is best on `valid`, and where nine in ten and more of what is
     * said are right (precision 0.95), null where none is. Absent for targets, and for classes that the likeliest one decides.
     */
    thresholds: z.optional(
      z.object({ f1: z.array(probability), precision95: z.array(z.nullable(probability)) }),
    ),
    /** How common the model takes the names to be: their shares in what was learned from, but for `none`; absent for targets. */
    priors: z.optional(z.array(z.number().check(z.gt(0), z.lt(1)))),
    /** What the logits were divided by, so that probabilities hold: it is in the graph's weights already. */
    temperature: z.number().check(z.gt(0)),
    /** Of a gate, its names whose texts go on to a model that completes them. */
    passes: z.optional(z.array(name).check(z.minLength(1))),
    /** The class of texts that are none of the others; its prior was chosen on `valid`. */
    none: z.optional(name),
    /** A class that is less likely than this is not said. */
    abstainBelow: z.optional(probability),
    /** Of targets: least and greatest value that was learned from; answers are kept within. */
    ranges: z.optional(z.array(z.tuple([z.number(), z.number()]))),
    /** Rows of `valid` that temperature and thresholds come from; 0 where they were too few, and none was learned. */
    calibratedOn: z.int().check(z.gte(0)),
    /** Figures on `test` as served, each with its bootstrap interval of 95 %, for example `accuracy`. */
    figures: z.record(
      z.string(),
      z.object({ value: z.number(), interval: z.optional(z.tuple([z.number(), z.number()])) }),
    ),
  })
  .check(
    z.refine(({ kind, names, thresholds, priors, ranges, passes = [], none = [] }) => {
      const lists = [thresholds?.f1, thresholds?.precision95, priors, ranges];
      return (
        lists.every((list) => !list || list.length === names.length) &&
        (kind === 'targets' ? ranges && !priors : priors && !ranges) &&
        passes.concat(none).every((one) => kind === 'classes' && names.includes(one))
      );
    }, 'wanted lists as long as names, ranges for targets, priors for others, passes and none among classes'),
  );

/** What a model that is no language model says of a text. */
export type Task = z.infer<typeof TaskSchema>;
