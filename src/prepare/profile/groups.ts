// Rows joined pair by pair into groups (union-find, with paths halved).

export class Groups {
  private readonly parent: Uint32Array;

  constructor(private readonly count: number) {
    this.parent = Uint32Array.from({length: count}, (_, index) => index);
  }

  find(index: number): number {
    const {parent} = this;
    let at = index;
    for (;;) {
      const above = parent[at] ?? at;
      if (above === at) return at;
      const next = parent[above] ?? above;
      parent[at] = next;
      at = next;
    }
  }

  /** The group keeps its least member as its name. */
  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x < y) this.parent[y] = x;
    else this.parent[x] = y;
  }

  /** Groups of two and more, members ascending, in the order of their least. */
  list(): number[][] {
    const members = new Map<number, number[]>();
    for (let index = 0; index < this.count; index += 1) {
      const name = this.find(index);
      const group = members.get(name);
      if (group) group.push(index);
      else members.set(name, [index]);
    }
    return [...members.values()].filter((group) => group.length > 1);
  }
}
