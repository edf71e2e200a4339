/** Field numbers of onnx.proto, message by message: the few that a step graph fills. */

/** Fields of `ModelProto`: a whole file. */
export const MODEL = { irVersion: 1, producer: 2, graph: 7, opsetImport: 8 } as const;
/** Fields of `OperatorSetIdProto`: a set of operators and its version. */
export const OPSET = { domain: 1, version: 2 } as const;
/** Fields of `GraphProto`: the nodes, the constants, the inputs and the outputs. */
export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
/** Fields of `NodeProto`: one operation. */
export const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 } as const;
/** Fields of `AttributeProto`: one constant setting of a node. */
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
/** Fields of `TensorProto`: the values of a constant. */
export const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 } as const;
/** Fields of `ValueInfoProto`: the name and the type of an input or an output. */
export const VALUE = { name: 1, type: 2 } as const;
/** Fields of `TypeProto`: the type of a value, always a tensor here. */
export const TYPE = { tensor: 1 } as const;
/** Fields of `TypeProto.Tensor`: the type of the elements, and the shape. */
export const TENSOR_TYPE = { element: 1, shape: 2 } as const;
/** Fields of `TensorShapeProto`: a list of dimensions. */
export const SHAPE = { dimension: 1 } as const;
/** Fields of `TensorShapeProto.Dimension`: the length of one axis. */
export const DIMENSION = { value: 1 } as const;

/** Numbers of `AttributeProto.AttributeType`. */
export const ATTRIBUTE_CODES = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;
