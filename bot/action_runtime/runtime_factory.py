"""Where a project's actions run."""

from collections.abc import Mapping

from bot.action_runtime.action_call import ActionCall, ActionResult, Actions, ActionUnknown
from bot.action_runtime.action_pool import ActionPool, PoolSize
from bot.action_runtime.action_process import ProjectActions
from bot.action_runtime.action_server_client import ServedActions
from bot.action_runtime.process_environment import environment_of_actions
from bot.project.project import Project


def open_actions(project: Project, environment: Mapping[str, str], size: PoolSize | None = None) -> Actions:
    """On the server that endpoints.yml names, else in processes of our own. Nothing is started yet."""
    if project.endpoints.action_url is not None:
        return ServedActions(project.endpoints.action_url)
    folder = project.folder.resolve()
    if not any((folder / name).exists() for name in ("actions", "actions.py")):
        return NoActions()
    return ActionPool(ProjectActions(folder, environment_of_actions(environment)), size)


class NoActions:
    """Implements Actions for a project without any."""

    def warm_up(self) -> None:
        """There is nothing to start."""

    async def run(self, call: ActionCall) -> ActionResult:
        """Raises ActionUnknown."""
        raise ActionUnknown(f"{call.name} is not known: the project has no actions")

    async def close(self) -> None:
        """There is nothing to end."""
