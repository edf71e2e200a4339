/** What playwright-core exports without types: the WebSocket class that it talks to browsers with. */
declare module 'playwright-core/lib/utilsBundle' {
  export const ws: {
    prototype: {
      send(data: unknown, ...rest: unknown[]): void;
      emit(event: string, ...values: unknown[]): boolean;
    };
  };
}
