/** `system_fingerprint`: what decides the answer to a request, in one string. */
import { VERSION } from '../version.ts';
import type { AnyModel } from './catalog.ts';

/** Changes whenever the same request may give another answer: model bytes, what its manifest adds, runtime, server. */
export function fingerprintOf({ manifest, model }: Pick<AnyModel, 'manifest' | 'model'>): string {
  const { files, version } = manifest;
  return `${files['model.onnx']!.sha256.slice(0, 16)}-${version}-${model.runtime}-${VERSION}`;
}
