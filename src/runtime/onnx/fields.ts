/** Field numbers of onnx.proto, message by message: the few that a step graph fills. */

export const MODEL = { irVersion: 1, producer: 2, graph: 7, opsetImport: 8 } as const;
export const OPSET = { domain: 1, version: 2 } as const;
export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
export const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  floats: 7,
  ints: 8,
  strings: 9,
  type: 20,
} as const;
export const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 } as const;
export const VALUE = { name: 1, type: 2 } as const;
export const TYPE = { tensor: 1 } as const;
export const TENSOR_TYPE = { element: 1, shape: 2 } as const;
export const SHAPE = { dimension: 1 } as const;
export const DIMENSION = { value: 1 } as const;

/** Numbers of `AttributeProto.AttributeType`. */
export const ATTRIBUTE_CODES = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;
