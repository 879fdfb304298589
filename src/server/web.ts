export async function webRoutes(): Promise<Record<string, never>> {
  return {};
}
