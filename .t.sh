mkdir -p ~/t; cd ~/t; export HTMAP_DIR=~/t/h PATH=/usr/bin:/bin HTMAP_DELIVERY_METHOD=shared
H=/htmap/report/dist/htmap
cat > w.ts <<'X'
export default async (x: number) => {
  const seed = (x * 7919) % 97;
  await new Promise((r) => setTimeout(r, 200 + 40 * seed));
  const big = new Uint8Array(1e6 * seed); big.fill(1);
  if (x % 9 === 4) throw new RangeError(`${x} is not allowed in "file${x}.dat"`);
  if (x % 23 === 7) throw new TypeError(`cannot read ${x * 3} of undefined`);
  if (x % 31 === 11) Deno.exit(3);
  return x;
};
export const good = (x: number) => x;
X
$H map w.ts --range 60 --tag look --request_memory 1GB -o retries=0
$H map w.ts#good --range 3 --tag held --request_memory 100MB -q
sleep 4; $H hold look; sleep 3; $H release look; sleep 3; $H vacate look
$H wait look --errors-ok -q
$H rerun look --status errored --with w.ts#good -q; $H wait look -q
$H report look; $H report look --html look.html; $H report held | head -20; cp look.html /toolchain/outbox/; $H report look --format json | head -40
