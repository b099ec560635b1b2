// Replaces stored tensors wherever a graph holds them.
import type {Attribute, Attributes, Graph, Model, Node, Tensor} from './types.js';

type Change = (tensor: Tensor, name: string) => Tensor;

/** {@link mapTensors} over the graph and the functions of a model. */
export function mapModelTensors(model: Model, change: Change): Model {
  const functions = model.functions?.map((each) => ({
    ...each,
    defaults: mapAttributes(each.defaults, each.name, change),
    nodes: mapNodes(each.nodes, change),
  }));
  return {...model, graph: mapTensors(model.graph, change), ...(functions && {functions})};
}

/**
 * The graph with every initializer and tensor attribute passed through `change`, inner graphs too.
 *
 * @param change - is given the tensor and a name for messages; returning the tensor itself keeps it
 */
export function mapTensors(graph: Graph, change: Change): Graph {
  return {
    ...graph,
    initializers: new Map([...graph.initializers].map(([name, tensor]) => [name, change(tensor, name)])),
    nodes: mapNodes(graph.nodes, change),
  };
}

function mapNodes(nodes: readonly Node[], change: Change): Node[] {
  return nodes.map((node) => ({...node, attributes: mapAttributes(node.attributes, node.name, change)}));
}

function mapAttributes(attributes: Attributes, owner: string, change: Change): Attributes {
  const entries = Object.entries(attributes);
  return Object.fromEntries(
    entries.map(([name, attribute]) => [name, mapAttribute(attribute, `${owner}.${name}`, change)]),
  );
}

function mapAttribute(attribute: Attribute, where: string, change: Change): Attribute {
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
