/**
 * Reads the bytes of an ONNX model into a graph, trusting nothing: every length is checked against the bytes that
 * are there before anything is allocated, so a damaged or hostile file costs a few times its own size at most.
 */
import { checkGraph } from './check.ts';
import { ATTRIBUTE, ATTRIBUTE_CODES, GRAPH, MODEL, NODE, OPSET } from './fields.ts';
import { type Attribute, type Graph, type Node, nameOf, OnnxError } from './graph.ts';
import { append, integer, limit, readMessage, readRepeated } from './message.ts';
import { readTensor, readValue } from './read-tensor.ts';

/** From opset 13 on, `Split` and `Squeeze` take their sizes as inputs, as our graphs do. */
const OLDEST_OPSET = 13;

/**
 * The graph of a model, its nodes checked to be in an order in which they can run. int8 and uint8 initializers are
 * views of `bytes`, the others copies.
 * @throws OnnxError when the bytes are damaged, or use a part of ONNX that no step graph needs.
 */
export function readOnnx(bytes: Uint8Array): Graph {
  const graph = readUnchecked(bytes);
  checkGraph(graph);
  return graph;
}

/** `readOnnx` of a model that a publisher has checked: nothing is said of the order of its nodes. Throws as that does. */
export function readUnchecked(bytes: Uint8Array): Graph {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof OnnxError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new OnnxError(`not an ONNX model, or a damaged one: ${reason}`, { cause: error });
  }
}

function readModel(bytes: Uint8Array): Graph {
  let graph: Graph | undefined;
  let opset = 0;
  readMessage(bytes, {
    [MODEL.graph]: (reader) => {
      if (graph) throw new OnnxError('the model has two graphs, wanted one');
      graph = readGraph(reader.bytes());
    },
    [MODEL.opsetImport]: (reader) => {
      let domain = '';
      let version = 0;
      readMessage(reader.bytes(), {
        [OPSET.domain]: (inner) => {
          domain = inner.string();
        },
        [OPSET.version]: (inner) => {
          version = integer(inner, 'opset version');
        },
      });
      if (domain === '') opset = version;
    },
  });
  if (!graph) throw new OnnxError('the model has no graph');
  if (opset < OLDEST_OPSET) throw new OnnxError(`opset: got ${opset}, wanted ${OLDEST_OPSET} or newer`);
  return graph;
}

function readGraph(bytes: Uint8Array): Graph {
  const graph: Graph = { name: '', nodes: [], initializers: new Map(), inputs: [], outputs: [] };
  readMessage(bytes, {
    [GRAPH.node]: (reader) => append(graph.nodes, readNode(reader.bytes()), 'nodes'),
    [GRAPH.name]: (reader) => {
      graph.name = reader.string();
    },
    [GRAPH.initializer]: (reader) => {
      const { name, tensor } = readTensor(reader.bytes());
      if (graph.initializers.has(name)) throw new OnnxError(`initializer ${name}: appears twice`);
      limit(graph.initializers.size, 'initializers');
      graph.initializers.set(name, tensor);
    },
    [GRAPH.input]: (reader) => append(graph.inputs, readValue(reader.bytes()), 'inputs'),
    [GRAPH.output]: (reader) => append(graph.outputs, readValue(reader.bytes()), 'outputs'),
  });
  return graph;
}

function readNode(bytes: Uint8Array): Node {
  const node: Node = { operator: '', domain: '', name: '', inputs: [], outputs: [], attributes: new Map() };
  readMessage(bytes, {
    [NODE.input]: (reader) => append(node.inputs, reader.string(), 'inputs of a node'),
    [NODE.output]: (reader) => append(node.outputs, reader.string(), 'outputs of a node'),
    [NODE.name]: (reader) => {
      node.name = reader.string();
    },
    [NODE.operator]: (reader) => {
      node.operator = reader.string();
    },
    [NODE.domain]: (reader) => {
      node.domain = reader.string();
    },
    [NODE.attribute]: (reader) => {
      const [name, attribute] = readAttribute(reader.bytes());
      node.attributes.set(name, attribute);
    },
  });
  node.name ||= nameOf(node.outputs);
  return node;
}

function readAttribute(bytes: Uint8Array): [name: string, attribute: Attribute] {
  let name = '';
  let type = 0;
  const value = {
    float: 0,
    int: 0,
    string: '',
    floats: [] as number[],
    ints: [] as number[],
    strings: [] as string[],
  };
  readMessage(bytes, {
    [ATTRIBUTE.name]: (reader) => {
      name = reader.string();
    },
    [ATTRIBUTE.type]: (reader) => {
      type = reader.varint();
    },
    [ATTRIBUTE.float]: (reader) => {
      value.float = reader.float();
    },
    [ATTRIBUTE.int]: (reader) => {
      value.int = integer(reader, `attribute ${name}`);
    },
    [ATTRIBUTE.string]: (reader) => {
      value.string = reader.string();
    },
    [ATTRIBUTE.floats]: (reader, wireType) =>
      readRepeated(reader, wireType, (r) => append(value.floats, r.float(), 'floats of an attribute')),
    [ATTRIBUTE.ints]: (reader, wireType) =>
      readRepeated(reader, wireType, (r) =>
        append(value.ints, integer(r, `attribute ${name}`), 'ints of an attribute'),
      ),
    [ATTRIBUTE.strings]: (reader) => append(value.strings, reader.string(), 'strings of an attribute'),
  });
  for (const [kind, code] of Object.entries(ATTRIBUTE_CODES)) {
    if (code === type) {
      const known = kind as Attribute['type'];
      return [name, { type: known, value: value[known] } as Attribute];
    }
  }
  throw new OnnxError(`attribute ${name}: type ${type} is not one that step graphs use`);
}
