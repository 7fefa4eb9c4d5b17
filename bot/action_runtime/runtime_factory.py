"""Where a project's actions run."""

from collections.abc import Mapping

from bot.action_runtime.action_call import ActionCall, ActionResult, ActionRuntime, ActionUnknown
from bot.action_runtime.action_pool import ActionPool, PoolSize
from bot.action_runtime.action_process import ActionPackage, action_environment
from bot.action_runtime.action_server_client import ActionServerClient
from bot.project.project import Project


def open_action_runtime(
    project: Project, environment: Mapping[str, str], size: PoolSize | None = None
) -> ActionRuntime:
    """On the server that endpoints.yml names, else in processes of our own. Nothing is started yet."""
    if project.endpoints.action_url is not None:
        return ActionServerClient(project.endpoints.action_url)
    folder = project.folder.resolve()
    if not any((folder / name).exists() for name in ("actions", "actions.py")):
        return NoActionRuntime()
    return ActionPool(ActionPackage(folder, action_environment(environment)), size)


class NoActionRuntime:
    """Implements ActionRuntime for a project without any."""

    def warm_up(self) -> None:
        """There is nothing to start."""

    async def run(self, call: ActionCall) -> ActionResult:
        """Raises ActionUnknown."""
        raise ActionUnknown(f"{call.name} is not known: the project has no actions")

    async def close(self) -> None:
        """There is nothing to end."""
