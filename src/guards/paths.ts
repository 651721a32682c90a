/** Whether this path belongs to the JSON API, whose answers and errors are for programs. */
export function isApiPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}
