/** The parts of a JSON Schema that the document uses. */

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

const COMPONENTS = '#/components/schemas/';

export const refTo = (name: string): JsonSchema & { $ref: string } => ({ $ref: `${COMPONENTS}${name}` });

/** The component that a `$ref` names. */
export const nameOf = (ref: string): string => ref.slice(COMPONENTS.length);
