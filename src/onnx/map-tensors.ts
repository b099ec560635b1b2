// Replaces stored tensors wherever a graph holds them.
import type {Attribute, Graph, Tensor} from './types.js';

/**
 * The graph with every initializer and tensor attribute passed through `change`, inner graphs too.
 *
 * @param change - is given the tensor and a name for messages; returning the tensor itself keeps it
 */
export function mapTensors(graph: Graph, change: (tensor: Tensor, name: string) => Tensor): Graph {
  return {
    ...graph,
    initializers: new Map([...graph.initializers].map(([name, tensor]) => [name, change(tensor, name)])),
    nodes: graph.nodes.map((node) => ({
      ...node,
      attributes: Object.fromEntries(
        Object.entries(node.attributes).map(([name, attribute]) => [
          name,
          mapAttribute(attribute, `${node.name}.${name}`, change),
        ]),
      ),
    })),
  };
}

function mapAttribute(
  attribute: Attribute,
  where: string,
  change: (tensor: Tensor, name: string) => Tensor,
): Attribute {
  switch (attribute.type) {
    case 'tensor':
      return {...attribute, value: change(attribute.value, where)};
    case 'tensors':
      return {...attribute, value: attribute.value.map((tensor) => change(tensor, where))};
    case 'graph':
      return {...attribute, value: mapTensors(attribute.value, change)};
    case 'graphs':
      return {...attribute, value: attribute.value.map((graph) => mapTensors(graph, change))};
    default:
      return attribute;
  }
}
