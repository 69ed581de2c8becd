/**
 * The words of made-up tags: short, easy to spell, and none that could offend beside another.
 *
 * @module
 */

/** Words for the first two places of a made-up tag. */
export const ADJECTIVES: readonly string[] = (
  "able airy amber ample awake azure bold brave breezy bright brisk broad bronze calm candid careful cheery " +
  "chilly civil clean clear clever cool copper coral cosy crisp curious daring deep dusty eager early easy " +
  "even fair famous fancy fast fine firm fleet fluffy fond free fresh frosty gentle giant glad gold good grand " +
  "great green handy happy hardy hazel hidden high honest humble icy ideal ivory jade jolly keen kind large " +
  "late light lively long loud loyal lucky lunar magic mellow merry mighty mild misty modest neat new nimble " +
  "noble novel olive open pale patient perky plain polite proud quick quiet rapid rare ready rosy round royal " +
  "rural sandy sharp shiny short silent silver simple sleek slim smart smooth snowy soft solar solid spare " +
  "spry stable steady still stout strong sunny super sure sweet swift tall tame tidy tiny topaz tough true " +
  "upbeat vast velvet vivid warm wary wide wild wise witty young zesty"
).split(" ");

/** Words for the last place of a made-up tag. */
export const NOUNS: readonly string[] = (
  "acorn alder anchor apple arch aspen badger bamboo barn basin bay beach beacon bear beaver beech bell berry " +
  "birch bison bridge brook cabin canal candle canyon castle cedar cherry cliff cloud clover comet condor cove " +
  "crane creek crow cypress dawn deer delta desert dolphin dove dune eagle elk elm ember falcon fern field finch " +
  "fjord forest fox frog garden gate geyser glacier glade goose grove gull harbor hare hawk hazel heron hill " +
  "hive horse iris island ivy jay juniper kelp kite koala lake lantern lark leaf lemon lily linden llama lotus " +
  "lynx maple marsh meadow mesa mill mole moon moose moss moth mountain newt oak oasis ocean orbit orchid otter " +
  "owl palm panda path pear pebble pelican pine planet plum pond poplar puffin quail quartz rabbit rain raven " +
  "reed reef river robin rook rose sage salmon seal shore sky snail sparrow spring spruce squirrel star stone " +
  "stork storm stream summit sun swallow swan teal tern thistle thrush tiger tower trout tulip valley violet " +
  "wagon walnut walrus water wave whale wheat willow wind wolf wren yak zebra"
).split(" ");
