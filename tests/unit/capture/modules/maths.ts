export const power = (x: number, n: number): number => x ** n;
