// Types as the operator schemas write them: tensor(float), seq(tensor(int64)).
import type {DType, Value} from '../types.js';
import {typeOf, type ValueType} from '../value-type.js';

const OTHER_NAMES: Partial<Record<DType, string>> = {float32: 'float', float64: 'double'};

export function elementName(dtype: DType): string {
  return OTHER_NAMES[dtype] ?? dtype;
}

export function tensorName(dtype: DType): string {
  return `tensor(${elementName(dtype)})`;
}

/** @returns undefined where the model does not say the type */
export function typeNameOf(value: Value): string | undefined {
  return nameOf(typeOf(value));
}

function nameOf(type: ValueType): string | undefined {
  switch (type.kind) {
    case 'tensor':
      return tensorName(type.dtype);
    case 'sparse':
      return `sparse_tensor(${elementName(type.dtype)})`;
    case 'sequence': {
      const element = nameOf(type.element);
      return element && `seq(${element})`;
    }
    case 'optional': {
      const element = nameOf(type.element);
      return element && `optional(${element})`;
    }
    case 'map': {
      // Schemas write the element of a map bare: map(string, float).
      const element = type.element.kind === 'tensor' ? elementName(type.element.dtype) : nameOf(type.element);
      return element && `map(${elementName(type.key)}, ${element})`;
    }
    default:
      return undefined;
  }
}
