#!/usr/bin/env bash
# A throw-away SLURM of nodes n1, n2, ... on loopback: no systemd, nothing in /etc, no root needed.
#   slurm_toy.sh up DIR NODES CPUS PORT     daemons, their state and logs in DIR; ports from PORT on
#   slurm_toy.sh down DIR
# Debian's packages are listed in .ci/packages.
set -euo pipefail
cmd=$1; mkdir -p "$2"; D=$(cd "$2" && pwd); N=${3:-2}; CPUS=${4:-1}; PORT=${5:-16817}; export SLURM_CONF=$D/slurm.conf PATH=$PATH:/usr/sbin
if [ "$cmd" = down ]; then
  scontrol shutdown >/dev/null 2>&1 || true                      # stops slurmctld and every slurmd
  for _ in $(seq 50); do ls "$D"/pid/slurm*.pid >/dev/null 2>&1 || break; sleep 0.1; done
  for f in "$D"/pid/*.pid; do [ -f "$f" ] && kill "$(cat "$f")" 2>/dev/null || true; done
  exit 0
fi
mkdir -p "$D"/{state,log,pid,munge}; chmod 755 "$D/munge"; U=$(id -un)
[ -f "$D/munge/key" ] || (umask 077; head -c 128 /dev/urandom > "$D/munge/key")
cat > "$SLURM_CONF" <<CONF
ClusterName=toy
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$PORT
SlurmUser=$U
SlurmdUser=$U
AuthType=auth/munge
AuthInfo=socket=$D/munge/socket
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$D/state
SlurmdSpoolDir=$D/spool.%n
SlurmctldPidFile=$D/pid/slurmctld.pid
SlurmdPidFile=$D/pid/slurmd.%n.pid
SlurmctldLogFile=$D/log/slurmctld.log
SlurmdLogFile=$D/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc=$D/log/jobcomp.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=2,bf_interval=2
KillWait=5
SlurmdTimeout=30
$(for i in $(seq "$N"); do echo "NodeName=n$i NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((PORT+i)) CPUs=$CPUS RealMemory=4000"; done)
PartitionName=main Nodes=n[1-$N] Default=YES DefaultTime=10 MaxTime=60 State=UP
CONF
munged --force --key-file="$D/munge/key" --socket="$D/munge/socket" --pid-file="$D/pid/munged.pid" --seed-file="$D/munge/seed" --log-file="$D/log/munged.log"
slurmctld -f "$SLURM_CONF"
for i in $(seq "$N"); do slurmd -f "$SLURM_CONF" -N "n$i"; done
for _ in $(seq 100); do [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = "$N" ] && { echo "export SLURM_CONF=$SLURM_CONF"; exit 0; }; sleep 0.1; done
echo "cluster did not come up; see $D/log" >&2; exit 1
