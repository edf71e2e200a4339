/** `resume` of a request: what it is bound to, and what to do when it cannot be used. */
import type { LoadedModel } from '../catalog/catalog.ts';
import { fingerprintOf } from '../catalog/fingerprint.ts';
import type { CompletionRequest } from '../contract/completion.ts';
import type { ResumeStatus } from '../contract/resume-status.ts';
import type { StepModel } from '../contract/step-model.ts';
import { AppError } from '../errors.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import type { Binding, ResumeTokens } from '../resume/sealed-token.ts';

/** What a state of this model, read for this caller, may be used for. */
export function bindingOf(loaded: LoadedModel, tenant: string): Binding {
  const { files } = loaded.manifest;
  const model = `${fingerprintOf(loaded)} ${files['model.onnx']!.sha256} ${files['tokenizer.json']!.sha256}`;
  return { model, tenant };
}

/** Throws `resume_unusable` when the token is of no use and there is no prompt to read in its place. */
export async function openResume(
  { resume, prompt }: CompletionRequest,
  tokens: ResumeTokens,
  binding: Binding,
  model: StepModel,
): Promise<{ resumeStatus?: ResumeStatus; from?: Snapshot }> {
  if (typeof resume !== 'string') return {};
  const opened = await tokens.open(resume, binding, model.initialState());
  if (opened.status === 'hit') return { resumeStatus: 'hit', from: opened.snapshot };
  if (prompt === null || prompt === undefined) {
    const message = `resume: the token is ${opened.status}, and there is no prompt to read in its place`;
    throw new AppError('resume_unusable', message, { param: 'resume', resumeStatus: opened.status });
  }
  return { resumeStatus: opened.status };
}
