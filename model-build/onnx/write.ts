/** Writes a graph as the bytes of an ONNX model: the protobuf wire format, field by field, the same bytes every time. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  ATTRIBUTE,
  ATTRIBUTE_CODES,
  DIMENSION,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from '../../src/runtime/onnx/fields.ts';
import type { Attribute, Graph, Node, Tensor, Value } from '../../src/runtime/onnx/graph.ts';
import { ELEMENT_CODES, nameOf } from '../../src/runtime/onnx/graph.ts';

/** ONNX release 1.12: the oldest with everything we write, so that old runtimes read it too. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** The bytes of a ModelProto. Operators of foreign domains import version 1 of their domain. */
export function writeOnnx(graph: Graph): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(MODEL.irVersion, WireType.Varint).int64(IR_VERSION);
  writer.tag(MODEL.producer, WireType.LengthDelimited).string('afterword');
  message(writer, MODEL.graph, () => writeGraph(writer, graph));
  for (const domain of new Set(['', ...graph.nodes.map((node) => node.domain)])) {
    message(writer, MODEL.opsetImport, () => {
      writer.tag(OPSET.domain, WireType.LengthDelimited).string(domain);
      writer.tag(OPSET.version, WireType.Varint).int64(domain === '' ? OPSET_VERSION : 1);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: Graph): void {
  for (const node of graph.nodes) message(writer, GRAPH.node, () => writeNode(writer, node));
  writer.tag(GRAPH.name, WireType.LengthDelimited).string(graph.name);
  for (const [name, tensor] of graph.initializers) {
    message(writer, GRAPH.initializer, () => writeTensor(writer, name, tensor));
  }
  for (const value of graph.inputs) message(writer, GRAPH.input, () => writeValue(writer, value));
  for (const value of graph.outputs) message(writer, GRAPH.output, () => writeValue(writer, value));
}

function writeNode(writer: BinaryWriter, node: Node): void {
  for (const input of node.inputs) writer.tag(NODE.input, WireType.LengthDelimited).string(input);
  for (const output of node.outputs) writer.tag(NODE.output, WireType.LengthDelimited).string(output);
  // A node's name is optional, and read as its first output's: written twice, names would be 0.2 % of a model of 2 MB.
  if (node.name !== nameOf(node.outputs)) writer.tag(NODE.name, WireType.LengthDelimited).string(node.name);
  writer.tag(NODE.operator, WireType.LengthDelimited).string(node.operator);
  for (const [name, attribute] of node.attributes) {
    message(writer, NODE.attribute, () => writeAttribute(writer, name, attribute));
  }
  if (node.domain !== '') writer.tag(NODE.domain, WireType.LengthDelimited).string(node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  writer.tag(ATTRIBUTE.name, WireType.LengthDelimited).string(name);
  switch (attribute.type) {
    case 'float':
      writer.tag(ATTRIBUTE.float, WireType.Bit32).float(attribute.value);
      break;
    case 'int':
      writer.tag(ATTRIBUTE.int, WireType.Varint).int64(attribute.value);
      break;
    case 'string':
      writer.tag(ATTRIBUTE.string, WireType.LengthDelimited).string(attribute.value);
      break;
    case 'floats':
      for (const value of attribute.value) writer.tag(ATTRIBUTE.floats, WireType.Bit32).float(value);
      break;
    case 'ints':
      for (const value of attribute.value) writer.tag(ATTRIBUTE.ints, WireType.Varint).int64(value);
      break;
    case 'strings':
      for (const value of attribute.value) {
        writer.tag(ATTRIBUTE.strings, WireType.LengthDelimited).string(value);
      }
      break;
  }
  writer.tag(ATTRIBUTE.type, WireType.Varint).int32(ATTRIBUTE_CODES[attribute.type]);
}

function writeTensor(writer: BinaryWriter, name: string, tensor: Tensor): void {
  for (const dimension of tensor.shape) writer.tag(TENSOR.dims, WireType.Varint).int64(dimension);
  writer.tag(TENSOR.type, WireType.Varint).int32(ELEMENT_CODES[tensor.type]);
  writer.tag(TENSOR.name, WireType.LengthDelimited).string(name);
  // Raw data is little-endian by the standard, as is every machine that Node runs on.
  const { buffer, byteOffset, byteLength } = tensor.data;
  writer.tag(TENSOR.raw, WireType.LengthDelimited).bytes(new Uint8Array(buffer, byteOffset, byteLength));
}

function writeValue(writer: BinaryWriter, value: Value): void {
  writer.tag(VALUE.name, WireType.LengthDelimited).string(value.name);
  message(writer, VALUE.type, () =>
    message(writer, TYPE.tensor, () => {
      writer.tag(TENSOR_TYPE.element, WireType.Varint).int32(ELEMENT_CODES[value.type]);
      message(writer, TENSOR_TYPE.shape, () => {
        for (const dimension of value.shape) {
          message(writer, SHAPE.dimension, () => {
            writer.tag(DIMENSION.value, WireType.Varint).int64(dimension);
          });
        }
      });
    }),
  );
}

/** A nested message: its length goes before what `write` writes. */
function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
