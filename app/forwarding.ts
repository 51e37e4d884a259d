/** The same thing but for some of its methods, whether it is an object or an instance of a class. */
export const forwarding = <T extends object>(target: T, own: Partial<T>): T =>
  new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(name in own ? own : of, name)
      return typeof value === 'function' ? (value.bind(of) as unknown) : value
    },
  })
