/** Holds real answers against the OpenAPI document that tells of them. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Document } from '../../scripts/openapi/document.ts';

const KEY = 'document';

export interface AnswerChecker {
  /** Why an answer's JSON is not what the document says of this route and status; empty when it is. */
  faultsOf(method: string, path: string, status: number, body: unknown): string[];
  /** The same against a component. */
  faultsOfShape(component: string, value: unknown): string[];
}

export function answerChecker(document: Document): AnswerChecker {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(document, KEY);
  const check = (pointer: string, value: unknown): string[] => {
    const validate: ValidateFunction | undefined = ajv.getSchema(`${KEY}#${pointer}`);
    if (!validate) return [`the document has no ${pointer}`];
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  return {
    faultsOf(method, path, status, body) {
      const escaped = encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
      const answer = `/paths/${escaped}/${method.toLowerCase()}/responses/${status}`;
      return check(`${answer}/content/application~1json/schema`, body);
    },
    faultsOfShape: (component, value) => check(`/components/schemas/${component}`, value),
  };
}
