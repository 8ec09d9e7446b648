/** Keeps the process alive while somebody waits for what no socket does: the clock's timers alone let it end. */
export async function stayAwake<T>(awaited: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 2 ** 31 - 1)
  try {
    return await awaited
  } finally {
    clearInterval(timer)
  }
}
