export const answer = await new Promise<number>((resolve) => setTimeout(() => resolve(42), 1));
