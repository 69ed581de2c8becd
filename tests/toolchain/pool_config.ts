/**
 * The configuration of the tests' HTCondor pool.
 *
 * @module
 */

/** The name of the pool's second schedd. */
export const SECOND_SCHEDD = "second@";

/** How many jobs a submission to it may have. */
export const MOST_JOBS_AT_SECOND = 20;

/** What a personal pool is made of. */
export interface PoolConfigOptions {
  /** The directory of everything the pool writes. */
  directory: string;
  /** The one port of the pool, on the loopback interface. */
  port: number;
  /** Where HTCondor's `lib` and `libexec` are when they are not where HTCondor itself says. */
  libraries?: { lib: string; libexec: string };
  /** The program that takes the commands of `docker`. @default none, and so no containers */
  docker?: string;
}

/**
 * The text of the configuration of a personal pool: every daemon on one loopback port, one
 * partitionable slot larger than most machines (nothing in the tests computes much), and short
 * intervals, since the tests wait for what happens at each.
 */
export function poolConfig(options: PoolConfigOptions): string {
  const { directory, port, libraries, docker } = options;
  const containers = docker === undefined ? "\nDOCKER =\n" : `
DOCKER = ${docker}
# It would run a program named docker.
DOCKER_PERFORM_TEST = False
# The images are on this machine only.
DOCKER_TRUST_LOCAL_IMAGES = True
`;
  const installed = libraries === undefined ? "" : `
RELEASE_DIR = /usr
LIB = ${libraries.lib}
LIBEXEC = ${libraries.libexec}
`;
  return `LOCAL_DIR = ${directory}
LOG = ${directory}/log
SPOOL = ${directory}/spool
EXECUTE = ${directory}/execute
LOCK = ${directory}/lock
RUN = ${directory}/run
${installed}${containers}
use ROLE: CentralManager
use ROLE: Submit
use ROLE: Execute
use SECURITY: HOST_BASED
SEC_DEFAULT_AUTHENTICATION_METHODS = FS, CLAIMTOBE
ALLOW_READ = *
ALLOW_WRITE = *
ALLOW_ADMINISTRATOR = *
ALLOW_DAEMON = *
ALLOW_NEGOTIATOR = *

CONDOR_HOST = 127.0.0.1
NETWORK_INTERFACE = 127.0.0.1
BIND_ALL_INTERFACES = False
COLLECTOR_HOST = 127.0.0.1:${port}
SHARED_PORT_PORT = ${port}

NUM_CPUS = 10
MEMORY = 10000
NUM_SLOTS = 1
NUM_SLOTS_TYPE_1 = 1
SLOT_TYPE_1 = 100%
SLOT_TYPE_1_PARTITIONABLE = True
# A chroot lets no job unshare its mounts.
MOUNT_UNDER_SCRATCH =
# No job takes over a larger slot that an earlier one has left: what a job has is what it asked for, at most.
START = PartitionableSlot =?= True || Memory < TARGET.RequestMemory + 128
SUSPEND = False
PREEMPT = False
KILL = False

SCHEDD_INTERVAL = 1
SCHEDD_MIN_INTERVAL = 1
NEGOTIATOR_INTERVAL = 1
NEGOTIATOR_CYCLE_DELAY = 1
NEGOTIATOR_MIN_INTERVAL = 1
STARTER_UPDATE_INTERVAL = 5
# A daemon that was killed is back after two seconds, however often that happens.
MASTER_BACKOFF_CONSTANT = 2
MASTER_BACKOFF_CEILING = 2

# What a pool may refuse. The low limit is the second schedd's alone, where few jobs are submitted.
SUBMIT_REQUIREMENT_NAMES = Polite
SUBMIT_REQUIREMENT_Polite = Rude =!= True
SUBMIT_REQUIREMENT_Polite_REASON = "rude jobs do not run here"
MAX_JOBS_PER_SUBMISSION = 200000
SCHEDD2.MAX_JOBS_PER_SUBMISSION = ${MOST_JOBS_AT_SECOND}

# A second schedd, as another submit node has one.
DAEMON_LIST = $(DAEMON_LIST) SCHEDD2
DC_DAEMON_LIST = + SCHEDD2
SCHEDD2 = $(SCHEDD)
SCHEDD2_ARGS = -local-name schedd2
SCHEDD2.SCHEDD_NAME = ${SECOND_SCHEDD}
SCHEDD2.SCHEDD_LOG = $(LOG)/Schedd2Log
SCHEDD2.SPOOL = ${directory}/spool2
SCHEDD2.SCHEDD_DAEMON_AD_FILE = ${directory}/spool2/.schedd_classad
SCHEDD2.SCHEDD_ADDRESS_FILE = ${directory}/spool2/.schedd_address

# Daemons and tools give each other more time than the usual seconds: these machines may be very busy.
TIMEOUT_MULTIPLIER = 10

UPDATE_INTERVAL = 5
RUNBENCHMARKS = 0
`;
}
