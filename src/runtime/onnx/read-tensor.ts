/** Reads initializers and the shapes and types of values. */
import { DIMENSION, SHAPE, TENSOR, TENSOR_TYPE, TYPE, VALUE } from './fields.ts';
import {
  ELEMENT_BYTES,
  ELEMENT_CODES,
  type ElementType,
  elements,
  OnnxError,
  type Tensor,
  type TensorData,
  type Value,
} from './graph.ts';
import { integer, readMessage, readRepeated } from './message.ts';

const MOST_DIMENSIONS = 8;
const LARGEST_DIMENSION = 2 ** 31 - 1;

/** Fields of TensorProto that hold values in other forms than raw bytes; other writers use them, we do not. */
const OTHER_DATA: Record<number, string> = {
  3: 'segment',
  4: 'float_data',
  5: 'int32_data',
  6: 'string_data',
  7: 'int64_data',
  10: 'double_data',
  11: 'uint64_data',
  13: 'external_data',
};

/** A TensorProto. @throws OnnxError when its bytes are not as many as its shape says. */
export function readTensor(bytes: Uint8Array): { name: string; tensor: Tensor } {
  let name = '';
  let code = 0;
  let raw: Uint8Array = new Uint8Array(0);
  const shape: number[] = [];
  readMessage(bytes, {
    [TENSOR.dims]: (reader, wireType) =>
      readRepeated(reader, wireType, (r) => addDimension(shape, integer(r, 'dimension'), 'initializer')),
    [TENSOR.type]: (reader) => {
      code = reader.varint();
    },
    [TENSOR.name]: (reader) => {
      name = reader.string();
    },
    [TENSOR.raw]: (reader) => {
      raw = reader.bytes();
    },
    ...Object.fromEntries(
      Object.entries(OTHER_DATA).map(([field, form]) => [
        field,
        () => {
          throw new OnnxError(`an initializer holds ${form}, wanted raw_data`);
        },
      ]),
    ),
  });
  const type = elementType(code, `initializer ${name}`);
  const wanted = elements(shape) * ELEMENT_BYTES[type];
  if (raw.length !== wanted) {
    throw new OnnxError(
      `initializer ${name}: got ${raw.length} bytes, wanted ${wanted} for ${type} [${shape}]`,
    );
  }
  return { name, tensor: { type, shape, data: typedArray(type, raw) } };
}

/** Bytes are viewed in place; wider types are copied, for they may lie at any offset in the file. */
function typedArray(type: ElementType, raw: Uint8Array): TensorData {
  switch (type) {
    case 'uint8':
      return raw;
    case 'int8':
      return new Int8Array(raw.buffer, raw.byteOffset, raw.length);
    case 'float32':
      return new Float32Array(new Uint8Array(raw).buffer);
    case 'int32':
      return new Int32Array(new Uint8Array(raw).buffer);
    case 'int64':
      return new BigInt64Array(new Uint8Array(raw).buffer);
  }
}

/** A ValueInfoProto: a tensor with a fixed shape. */
export function readValue(bytes: Uint8Array): Value {
  const value: Value = { name: '', type: 'float32', shape: [] };
  let typed = false;
  readMessage(bytes, {
    [VALUE.name]: (reader) => {
      value.name = reader.string();
    },
    [VALUE.type]: (reader) =>
      readMessage(reader.bytes(), {
        [TYPE.tensor]: (inner) => {
          typed = true;
          readMessage(inner.bytes(), {
            [TENSOR_TYPE.element]: (tensor) => {
              value.type = elementType(tensor.varint(), `value ${value.name}`);
            },
            [TENSOR_TYPE.shape]: (tensor) => {
              value.shape = readShape(tensor.bytes(), value.name);
            },
          });
        },
      }),
  });
  if (!typed) throw new OnnxError(`value ${value.name}: wanted a tensor`);
  return value;
}

function readShape(bytes: Uint8Array, name: string): number[] {
  const shape: number[] = [];
  readMessage(bytes, {
    [SHAPE.dimension]: (reader) => {
      let size = -1;
      readMessage(reader.bytes(), {
        [DIMENSION.value]: (inner) => {
          size = integer(inner, `value ${name}`);
        },
      });
      addDimension(shape, size, `value ${name}`);
    },
  });
  return shape;
}

function addDimension(shape: number[], size: number, what: string): void {
  if (shape.length >= MOST_DIMENSIONS)
    throw new OnnxError(`${what}: more than ${MOST_DIMENSIONS} dimensions`);
  if (size < 1 || size > LARGEST_DIMENSION) {
    throw new OnnxError(
      `${what}: dimension ${shape.length} is ${size < 0 ? 'not fixed' : size}, wanted 1 or more`,
    );
  }
  shape.push(size);
}

function elementType(code: number, what: string): ElementType {
  for (const [type, known] of Object.entries(ELEMENT_CODES)) if (known === code) return type as ElementType;
  throw new OnnxError(
    `${what}: element type ${code}, wanted one of ${Object.entries(ELEMENT_CODES).map(([type, known]) => `${known} (${type})`)}`,
  );
}
