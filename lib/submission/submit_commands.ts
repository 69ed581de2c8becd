/**
 * The names of HTCondor's submit commands (the manual of condor_submit), by which a mistyped one is told: it
 * takes any name, as that of a macro, and says of one that it made nothing of in a warning only.
 *
 * @module
 */

import { similar } from "../text/similar.ts";
import { isIterable, plainName } from "./option_values.ts";
import { type MapOptions, OWN_KEYS } from "./options.ts";

/** Those of HTCondor 25, which knows the ones of the versions before. */
export const SUBMIT_COMMANDS: readonly string[] = `
  accounting_group accounting_group_user allow_arguments_v1 allow_environment_v1
  allowed_execute_duration allowed_job_duration append_files arc_application arc_data_staging
  arc_resources arc_rte arguments arguments2 aws_access_key_id_file aws_region
  aws_secret_access_key_file azure_admin_key azure_admin_username azure_auth_file azure_image
  azure_location azure_size batch_extra_submit_args batch_id batch_name batch_project
  batch_queue batch_runtime buffer_block_size buffer_files buffer_size checkpoint_destination
  checkpoint_exit_code cloud_label_names compress_files concurrency_limits
  concurrency_limits_expr container_image container_is_common container_service_names
  container_target_dir core_size cron_day_of_month cron_day_of_week cron_hour cron_minute
  cron_month cron_prep_time cron_window cuda_version dagman_job_id dagman_log deferral_prep_time
  deferral_time deferral_window delegate_job_gsi_credentials_lifetime description disk_usage
  docker_image docker_network_type docker_override_entrypoint docker_pull_policy
  docker_send_credentials dont_encrypt_input_files dont_encrypt_output_files ec2_access_key_id
  ec2_ami_id ec2_availability_zone ec2_block_device_mapping ec2_ebs_volumes ec2_elastic_ip
  ec2_iam_profile_arn ec2_iam_profile_name ec2_instance_type ec2_key_pair_file ec2_keyp_air
  ec2_keypair ec2_keypair_file ec2_parameter_names ec2_secret_access_key ec2_security_groups
  ec2_security_ids ec2_spot_price ec2_tag_names ec2_user_data ec2_user_data_file ec2_vpc_ip
  ec2_vpc_subnet email_attributes encrypt_execute_directory encrypt_input_files
  encrypt_output_files env environment environment2 erase_output_and_error_on_restart error
  executable exit_requirements fetch_files file_remaps gce_account gce_auth_file gce_image
  gce_json_file gce_machine_type gce_metadata gce_metadata_file gce_preemptible get_env getenv
  gpus_maximum_capability gpus_minimum_capability gpus_minimum_memory gpus_minimum_runtime
  grid_resource gs_access_key_id_file gs_secret_access_key_file hold hold_kill_sig image_size
  initial_dir initialdir input interactive_args interactive_executable jar_files java_vm_args
  java_vm_arguments java_vm_arguments2 job_ad_information_attrs job_iwd job_lease_duration
  job_machine_attrs job_machine_attrs_history_length job_max_vacate_time jobset keep_claim_idle
  kill_sig kill_sig_timeout leave_in_queue load_profile local_files log log_xml machine_count
  manifest manifest_dir match_list_length materialize_max_idle max_idle max_job_retirement_time
  max_materialize max_retries max_transfer_input_mb max_transfer_output_mb memory_usage
  mount_under_scratch next_job_start_delay nice_user node_count nodecount noop_job
  noop_job_exit_code noop_job_exit_signal notification notify_user on_evict_checks on_exit_hold
  on_exit_hold_reason on_exit_hold_subcode on_exit_remove output output_destination
  output_directory parallel_script_shadow parallel_script_starter periodic_hold
  periodic_hold_reason periodic_hold_subcode periodic_release periodic_remove periodic_vacate
  preferences preserve_relative_paths primary_unix_group prio priority project_name
  public_input_files rank remote_initialdir remove_kill_sig rendezvousdir request_cpus
  request_disk request_gpus request_memory require_gpus requirements retry_request_disk
  retry_request_memory retry_request_memory_increase retry_request_memory_max retry_until
  run_as_owner s3_access_key_id_file s3_secret_access_key_file scitokens_file send_credential
  shell should_transfer_files skip_filechecks skip_if_dataflow stack_size starter_debug
  starter_log stderr stdin stdout stream_error stream_input stream_output submit_event_notes
  submit_event_notes_attrs submit_event_user_notes success_exit_code suspend_job_at_exec
  tool_daemon_args tool_daemon_arguments tool_daemon_arguments2 tool_daemon_cmd
  tool_daemon_error tool_daemon_input tool_daemon_output transfer_checkpoint_files
  transfer_common_input transfer_container transfer_error transfer_executable transfer_input
  transfer_input_files transfer_output transfer_output_files transfer_output_remaps
  transfer_plugins transferinputfiles transferoutputfiles ulog_execute_attrs universe
  use_oauth_services use_scitoken use_scitokens use_x509userproxy useoauthservices vm_checkpoint
  vm_disk vm_macaddr vm_memory vm_networking vm_networking_type vm_no_output_vm vm_type vm_vcpus
  vm_vnc want_ads want_graceful_removal want_io_proxy want_job_networking wantnametag
  when_to_transfer_output x509userproxy xen_initrd xen_kernel xen_kernel_params xen_root
`.trim().split(/\s+/);

const KNOWN = new Set(SUBMIT_COMMANDS.map(plainName));

/** What a pool can have more of: `request_` and the name of a resource of its own. */
const OPEN =
  /^(?:request|require)_\w+$|^(?:ec2_tag|ec2_parameter|cloud_label|transform_body)_|_container_port$/i;

/** A name that HTCondor has no submit command for. */
export interface UnknownCommand {
  readonly name: string;
  /** The command that was meant, if one is like it. */
  readonly meant: string | undefined;
}

/**
 * Finds the names of map options that are no submit commands of HTCondor's.
 *
 * @param names The names.
 * @param values The values of all options: a name that stands in one of them as `$(name)` is a macro.
 * @param others What else there is, such as htmap's own options.
 * @returns Those that are unknown; such as a pool may have for a resource of its own only if one is like them.
 */
export function unknownCommands(
  names: Iterable<string>,
  values: readonly string[],
  others: readonly string[] = [],
): UnknownCommand[] {
  const unknown: UnknownCommand[] = [];
  for (const name of names) {
    if (KNOWN.has(plainName(name)) || others.includes(name) || isMacro(name, values)) continue;
    const [meant = ""] = [...requestOf(name), ...similar(name, [...SUBMIT_COMMANDS, ...others])];
    if (meant !== "" || !OPEN.test(name)) unknown.push({ name, meant: meant || undefined });
  }
  return unknown;
}

/**
 * Finds the request for something that is called by its bare name, such as `request_memory` for `mem`.
 *
 * @param name The name.
 * @returns The submit command; none if there is no such request.
 */
function requestOf(name: string): string[] {
  if (name.length < 3) return [];
  return SUBMIT_COMMANDS.filter((command) => command.startsWith(`request_${plainName(name)}`));
}

/**
 * Finds what HTCondor will make nothing of.
 *
 * @param options The map options.
 * @returns A sentence for each.
 */
export function adviceOnNames(options: MapOptions): string[] {
  const own: readonly string[] = OWN_KEYS;
  const given = Object.entries(options)
    .filter(([key, value]) => !own.includes(key) && value !== null && value !== undefined);
  const values = given.flatMap(([, value]) => isIterable(value) ? [...value] : [value]).map(String);
  return unknownCommands(given.map(([key]) => key), values, own).map(({ name, meant }) =>
    `HTCondor has no submit command ${name}, and makes nothing of it. ` +
    (meant === undefined
      ? `Leave it out, unless your pool knows it; an attribute of your own is written MY.${name}`
      : `Did you mean ${meant}?`)
  );
}

function isMacro(name: string, values: readonly string[]): boolean {
  const used = `$(${name.toLowerCase()}`;
  return values.some((value) => value.toLowerCase().includes(used));
}
