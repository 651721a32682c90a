/** Where a person sets the price of a model. */
export function setPricePath(connection: string, model: string): string {
  return `/models?${new URLSearchParams({ connection, model })}#set-price`;
}
